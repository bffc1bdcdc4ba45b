#include "sqs/send_all.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace streamctl::sqs {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds send_poll_max = std::chrono::seconds{1};  // A stop ends it earlier.

/// Waits for what is in flight. Returns whether everything was sent before a stop.
bool drain(EventProducer& producer, const Clock& clock, const std::stop_token& stop) {
  bool all = !stop.stop_requested();
  std::optional<SteadyTime> until;
  producer.flush();
  while (producer.in_flight() > 0) {
    if (stop.stop_requested()) {
      all = false;
      if (!until) until = clock.steady() + send_grace;
      if (clock.steady() >= *until) break;
    }
    producer.poll(until ? send_grace / 10 : send_poll_max);
  }
  producer.cut();
  return all;
}

}  // namespace

delivery::RunResult send_all(EventProducer& producer, const delivery::Source& source,
                             std::optional<double> rate, const Clock& clock,
                             const std::stop_token& stop) {
  const SteadyTime start = clock.steady();
  const std::stop_callback waker(stop, [&producer] { producer.wake(); });
  std::optional<delivery::Planned> next;
  std::uint64_t sent = 0;
  while (!stop.stop_requested()) {
    if (!next) next = source();
    if (!next) break;
    const SteadyTime due = start + delivery::turn_of(*next, sent, rate);
    if (const SteadyTime now = clock.steady(); now < due) {
      producer.flush();
      producer.poll(std::min<nanoseconds>(due - now, send_poll_max));
    } else if (!producer.has_room()) {
      producer.poll(send_poll_max);
    } else {
      producer.send(std::move(next->outgoing));
      next.reset();
      ++sent;
      producer.poll(nanoseconds{0});
    }
  }
  const bool all = drain(producer, clock, stop);
  return {!all, clock.steady() - start};
}

}  // namespace streamctl::sqs
