#include "filter/query.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "core/system/sockets.h"
#include "core/text.h"
#include "core/units.h"
#include "filter/program.h"

namespace streamctl::filter {

Query::Query(Options options, HelperProcess helper, const Clock& clock)
    : options_(std::move(options)), helper_(std::move(helper)), clock_(&clock) {}

Result<Query> Query::start(Options options, const Clock& clock, const std::stop_token& stop) {
  auto helper = HelperProcess::start(options.time_zone);
  if (!helper) return std::move(helper).error();
  Query query(std::move(options), *std::move(helper), clock);
  if (!query.woken_.valid()) return system_error("cannot start " + query.options_.option, errno);
  append_frame(query.out_, encode(Hello{static_cast<std::uint32_t>(::getpid()), Task::query,
                                        query.options_.expression}));
  const auto frame = query.next_frame(stop);
  if (!frame) return frame.error();
  auto reply = decode_reply(*frame);
  if (!reply) return query.lost();
  if (reply->kind == Reply::Kind::ready) return query;
  std::string_view reason = reply->text;
  if (reason.starts_with(option_prefix)) reason.remove_prefix(option_prefix.size());
  return usage_error(query.options_.option + ": " + std::string(reason), reply->hint);
}

Result<void> Query::run(std::string_view body, const std::function<bool(const Output&)>& take,
                        const std::stop_token& stop) {
  append_frame(out_, body);
  while (true) {
    const auto frame = next_frame(stop);
    if (!frame) return frame.error();
    const auto output = decode_output(*frame);
    if (!output) return lost();
    if (output->kind == Output::Kind::end) return {};
    if (output->kind == Output::Kind::failed)
      return refused_error(options_.option + ": " + output->text);
    if (!take(*output)) return {};
  }
}

/// The next frame from the process; in the meantime it receives what is left to send.
Result<std::string> Query::next_frame(const std::stop_token& stop) {
  const std::stop_callback waker(stop, [this] { woken_.wake(); });
  const SteadyTime until = clock_->steady() + output_time_max;
  while (true) {
    if (const auto payload = frames_.next()) return std::string(*payload);
    if (frames_.is_broken())
      return refused_error(options_.option + ": an output is larger than " +
                           size_text(output_bytes_max));
    if (stop.stop_requested()) return refused_error("interrupted");
    if (clock_->steady() >= until)
      return refused_error(options_.option + ": jq gave no output within " +
                           duration_text(output_time_max));
    wait(until);
    if (auto good = exchange(); !good) return std::move(good).error();
  }
}

/// Sleeps until the process is readable or writable, or `stop` is requested.
void Query::wait(SteadyTime until) const {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(std::max(until - clock_->steady(), {}));
  const short wanted = written_ < out_.size() ? POLLIN | POLLOUT : POLLIN;
  std::array<pollfd, 2> waited{pollfd{woken_.descriptor(), POLLIN, 0},
                               pollfd{helper_.socket(), wanted, 0}};
  ::poll(waited.data(), waited.size(), static_cast<int>(left.count()));
}

/// Sends and receives what is possible without waiting.
Result<void> Query::exchange() {
  if (written_ < out_.size()) {
    const ssize_t count = send_now(helper_.socket(), std::string_view(out_).substr(written_));
    if (count > 0) written_ += static_cast<std::size_t>(count);
    if (written_ == out_.size()) {
      out_.clear();
      written_ = 0;
    }
  }
  std::array<char, 65536> bytes{};
  const ssize_t count = ::recv(helper_.socket(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (count > 0) frames_.feed({bytes.data(), static_cast<std::size_t>(count)});
  if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) return lost();
  return {};
}

Error Query::lost() {
  const auto end = helper_.end();
  return refused_error(options_.option + ": " + (end.why.empty() ? "jq ended" : end.why));
}

}  // namespace streamctl::filter
