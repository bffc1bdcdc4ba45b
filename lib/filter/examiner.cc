#include "filter/examiner.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

#include "core/system/sockets.h"
#include "core/text.h"
#include "core/units.h"

namespace streamctl::filter {
namespace {

using std::chrono::nanoseconds;

/// Limit on bytes queued for the helper, except for a larger event.
constexpr std::size_t out_bytes_max = std::size_t{256} * 1024;

/// Delay before starting the second helper in a row that answers nothing; doubles each time up to
/// the last.
constexpr std::chrono::milliseconds backoff_first{10};
constexpr std::chrono::milliseconds backoff_last{250};

nanoseconds backoff(int losses) {
  if (losses <= 1) return nanoseconds{0};
  const int doublings = std::min(losses - 2, 8);
  return std::min<nanoseconds>(backoff_first * (1 << doublings), backoff_last);
}

}  // namespace

Result<std::unique_ptr<Examiner>> Examiner::start(ExaminerOptions options, const Clock& clock) {
  auto examiner = std::make_unique<Examiner>(std::move(options), clock);
  if (!examiner->woken_.valid()) return system_error("cannot start --filter", errno);
  const std::string expression = printable(examiner->options_.expression);
  if (auto started = examiner->start_helper(); !started) return std::move(started).error();
  while (examiner->helper_ && !examiner->is_ready_) {
    if (clock.steady() >= examiner->start_due_)
      return usage_error("--filter: jq does not compile it within " + duration_text(start_time_max),
                         expression);
    examiner->wait_until(examiner->start_due_);
    examiner->receive();
  }
  if (examiner->refusal_) return *examiner->refusal_;
  if (!examiner->helper_) return usage_error("--filter: jq crashes as it compiles it", expression);
  return examiner;
}

Examiner::Examiner(ExaminerOptions options, const Clock& clock)
    : options_(std::move(options)), clock_(clock), docket_(options_.timeout) {}

void Examiner::ask(std::uint64_t id, std::string body) {
  const SteadyTime now = clock_.steady();
  bool must_wake = false;
  {
    const std::lock_guard lock(mutex_);
    questions_.push_back({id, std::move(body), now});
    must_wake = std::exchange(is_waiting_, false);
  }
  if (must_wake) woken_.wake();
}

void Examiner::wake() {
  {
    const std::lock_guard lock(mutex_);
    is_awake_ = true;
    is_waiting_ = false;
  }
  woken_.wake();
}

void Examiner::end_within(nanoseconds grace) {
  {
    const std::lock_guard lock(mutex_);
    end_ = clock_.steady() + grace;
  }
  wake();
}

std::vector<Decision> Examiner::poll(nanoseconds wait) {
  const SteadyTime until = clock_.steady() + wait;
  while (true) {
    take_questions();
    keep_running();
    send();
    receive();  // Before expire(): an answer given in time counts, however late we read it.
    const SteadyTime now = clock_.steady();
    if (helper_ && docket_.stuck_at() <= now)
      lose(HelperProcess::End{Failure::time,
                              "it took longer than " + duration_text(options_.timeout)});
    docket_.expire(now);
    auto decided = docket_.take_decided();
    if (!decided.empty() || now >= until) return decided;
    {
      const std::lock_guard lock(mutex_);
      if (std::exchange(is_awake_, false)) return decided;
      if (!questions_.empty()) continue;
      is_waiting_ = true;
    }
    wait_until(std::min(until, next_due()));
    const std::lock_guard lock(mutex_);
    is_waiting_ = false;
  }
}

std::optional<Decision> Examiner::examine(std::string body, const std::stop_token& stop) {
  constexpr std::chrono::hours anything_that_matters_wakes_us{1};
  const std::stop_callback on_stop(stop, [this] { wake(); });
  ask(0, std::move(body));
  while (!stop.stop_requested()) {
    auto decided = poll(anything_that_matters_wakes_us);
    if (!decided.empty()) return std::move(decided.front());
  }
  return std::nullopt;
}

void Examiner::take_questions() {
  std::vector<Question> questions;
  {
    const std::lock_guard lock(mutex_);
    questions.swap(questions_);
    if (end_) docket_.end_by(*end_);
  }
  for (Question& question : questions)
    docket_.add(question.id, std::move(question.body), question.asked);
}

Result<void> Examiner::start_helper() {
  auto started = HelperProcess::start(options_.time_zone);
  if (!started) return std::move(started).error();
  helper_.emplace(*std::move(started));
  replies_.emplace(reply_bytes_max);
  is_ready_ = false;
  start_due_ = clock_.steady() + start_time_max;
  out_.clear();
  written_ = 0;
  append_frame(out_, encode(Hello{static_cast<std::uint32_t>(::getpid()), Task::judge,
                                  options_.expression}));
  send();
  return {};
}

/// Ensures that a helper exists, or starts one when it is due.
void Examiner::keep_running() {
  const SteadyTime now = clock_.steady();
  if (helper_ && !is_ready_ && now >= start_due_) lose();
  if (helper_ || now < restart_at_) return;
  if (!start_helper()) restart_at_ = now + backoff(++losses_);
}

/// Writes as much as the helper accepts.
void Examiner::send() {
  while (helper_) {
    while (is_ready_ && out_.size() - written_ < out_bytes_max) {
      const std::string* body = docket_.next_to_send();
      if (body == nullptr) break;
      append_frame(out_, *body);
    }
    if (written_ == out_.size()) break;
    const ssize_t count = send_now(helper_->socket(), std::string_view(out_).substr(written_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;  // The socket is full, or closed, which receive() will notice.
    written_ += static_cast<std::size_t>(count);
    if (written_ < out_.size()) continue;
    out_.clear();
    written_ = 0;
    if (out_.capacity() > 4 * out_bytes_max) out_ = {};
  }
}

/// Reads available answers, and detects the helper's end.
void Examiner::receive() {
  std::array<char, 4096> bytes{};
  while (helper_) {
    const ssize_t count = ::recv(helper_->socket(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return lose();
    replies_->feed({bytes.data(), static_cast<std::size_t>(count)});
    while (const auto payload = replies_->next()) {
      const auto reply = decode_reply(*payload);
      if (!reply) return lose();
      take(*reply);
    }
    if (replies_->is_broken()) return lose();
    send();  // There is room for more.
  }
}

void Examiner::take(const Reply& reply) {
  switch (reply.kind) {
    case Reply::Kind::ready:
      is_ready_ = true;
      return docket_.helper_ready(clock_.steady());
    case Reply::Kind::refused:
      refusal_ = usage_error(reply.text, reply.hint);
      return;
    case Reply::Kind::wanted:
    case Reply::Kind::unwanted:
    case Reply::Kind::failed:
      losses_ = 0;
      return docket_.answered(reply, clock_.steady());
  }
}

/// Ends the helper, for `reason` or for the cause of its own exit.
void Examiner::lose(std::optional<HelperProcess::End> reason) {
  const auto end = helper_->end();
  if (!reason) reason = end;
  helper_.reset();
  const SteadyTime now = clock_.steady();
  docket_.helper_gone(reason->failure, reason->why);
  restart_at_ = now + backoff(++losses_);
}

SteadyTime Examiner::next_due() const {
  const SteadyTime helper = !helper_ ? restart_at_ : is_ready_ ? docket_.stuck_at() : start_due_;
  return std::min(helper, docket_.due());
}

/// Sleeps until the helper is readable or writable, or wake() is called.
void Examiner::wait_until(SteadyTime until) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(std::max(until - clock_.steady(), {}));
  const bool has_more = written_ < out_.size();
  std::array<pollfd, 2> waited{pollfd{woken_.descriptor(), POLLIN, 0},
                               pollfd{helper_ ? helper_->socket() : -1,
                                      static_cast<short>(POLLIN | (has_more ? POLLOUT : 0)), 0}};
  ::poll(waited.data(), waited.size(), static_cast<int>(left.count()));
  if ((waited[0].revents & POLLIN) != 0) woken_.clear();
}

}  // namespace streamctl::filter
