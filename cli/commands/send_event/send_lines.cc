#include "commands/send_event/send_lines.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/text_input.h"
#include "commands/send_event/line_reader.h"
#include "core/json.h"
#include "core/text.h"
#include "core/units.h"
#include "stream/custom_event.h"

namespace streamctl::cli {

using std::chrono::nanoseconds;

namespace {

constexpr nanoseconds longest_wait = std::chrono::seconds{60};  // Every relevant event wakes us.
/// Grace period for requests in flight after a stop.
constexpr nanoseconds grace = std::chrono::seconds{1};

Result<stream::Operation> read_line(const InputLine& line, const LinesPlan& plan) {
  if (line.too_long)
    return usage_error("the line is longer than " + size_text(InputLines::line_bytes_max));
  auto custom = parse_json(line.text, Digits::kept);
  if (!custom) return not_json(std::move(custom).error(), line.text);
  if (!custom->is_object())
    return usage_error("not a JSON object", R"(each line is an event's custom data: {"key":1})");
  if (auto set = webhook::apply(plan.custom, *custom); !set)
    return std::move(set).error().in("--custom");
  return stream::send_call_event(plan.call, *custom, plan.user_id, plan.surface);
}

/// One run over the lines.
class LineSender {
 public:
  LineSender(const LinesPlan& plan, stream::Client& client, const LinesObserver& observer,
             const Clock& clock)
      : plan_(plan), client_(client), observer_(observer), clock_(clock) {}

  /// Starts all requests that may start now; returns the wait until the next, if only time delays
  /// it.
  nanoseconds start_what_may(InputLines& lines);
  LinesResult result;

 private:
  void start(const InputLine& line);
  void fail(std::uint64_t line, const Error& error);
  [[nodiscard]] nanoseconds until_turn() const;

  const LinesPlan& plan_;
  stream::Client& client_;
  const LinesObserver& observer_;
  const Clock& clock_;
  const SteadyTime began_ = clock_.steady();
  std::uint64_t started_ = 0;
};

nanoseconds LineSender::until_turn() const {
  if (!plan_.rate) return nanoseconds{0};
  const std::chrono::duration<double> turn(static_cast<double>(started_) / *plan_.rate);
  const SteadyTime at = began_ + std::chrono::duration_cast<nanoseconds>(turn);
  return std::max(nanoseconds{0}, at - clock_.steady());
}

void LineSender::fail(std::uint64_t line, const Error& error) {
  if (error.kind == ErrorKind::network)
    ++result.unreachable;
  else if (error.kind == ErrorKind::refused)
    ++result.refused;
  else
    ++result.malformed;
  observer_.failed(line, error);
}

void LineSender::start(const InputLine& line) {
  if (!line.too_long && trimmed(line.text).empty()) return;
  auto operation = read_line(line, plan_);
  if (!operation) return fail(line.number, operation.error());
  ++started_;
  client_.start(*std::move(operation), [this, number = line.number](Result<stream::Answer>&& came) {
    if (!came) return fail(number, came.error());
    ++result.sent;
    observer_.sent(number, came->duration);
  });
}

nanoseconds LineSender::start_what_may(InputLines& lines) {
  while (client_.in_flight() < plan_.concurrency) {
    if (const nanoseconds wait = until_turn(); wait > nanoseconds{0}) return wait;
    const auto line = lines.next();
    if (!line) break;
    start(*line);
  }
  return longest_wait;
}

}  // namespace

LinesResult send_lines(const LinesPlan& plan, FileDescriptor input, stream::Client& client,
                       const LinesObserver& observer, const Clock& clock,
                       const std::stop_token& stop) {
  const SteadyTime began = clock.steady();
  LineSender sender(plan, client, observer, clock);
  InputLines lines(std::move(input), [&client] { client.wake(); });
  const std::stop_callback waker(stop, [&client] { client.wake(); });
  while (!stop.stop_requested()) {
    const nanoseconds wait = sender.start_what_may(lines);
    if (client.in_flight() == 0 && lines.at_end()) break;
    client.poll(wait);
  }
  const SteadyTime end = clock.steady() + grace;
  while (client.in_flight() > 0 && clock.steady() < end)
    client.poll(end - clock.steady());
  LinesResult& result = sender.result;
  result.stopped = stop.stop_requested() && !(client.in_flight() == 0 && lines.at_end());
  result.input_failure = lines.at_end() ? lines.failure() : "";
  result.took = clock.steady() - began;
  return result;
}

}  // namespace streamctl::cli
