// The events that wait for the filter, in order, and until when: what is decided about each, and
// when.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "filter/decision.h"
#include "filter/frames.h"

namespace streamctl::filter {

/// What may wait: beyond it an event is decided at once, as Failure::backlog.
constexpr std::size_t docket_bytes_max = std::size_t{64} * 1024 * 1024;

/// Events in the helper's hands at once. It takes one after the other; more than one, so that it
/// need not wait for the next. It has few at first, more while it answers within `quick_max`, and
/// one alone where it took longer: it judges all that it has, even those that are given up by then.
constexpr std::size_t docket_sent_first = 4;
constexpr std::size_t docket_sent_max = 64;
constexpr std::chrono::milliseconds quick_max{10};

/// An event waits, its own evaluation included, for twice `timeout`, but at least for so long:
/// Stream gives up a delivery after 6 s.
constexpr std::chrono::seconds patience_least{5};

/// Pure: it knows no process and no clock. A helper is given events in order (next_to_send) and
/// answers them in order (answered); it may get stuck (stuck_at) or end (helper_gone), and another
/// takes its place.
///
/// An event's `timeout` runs while the helper is busy with it: from when the event is handed in and
/// the helper has answered those before it. An event that takes longer fails as Failure::time; one
/// that only waited for others, or for a helper, fails as Failure::backlog when its patience is at
/// an end. So one bad event does not spoil those behind it, and many do not add up.
class Docket {
 public:
  explicit Docket(std::chrono::nanoseconds timeout);

  void add(std::uint64_t id, std::string body, SteadyTime now);
  /// From now on nothing waits beyond `end`.
  void end_by(SteadyTime end) { end_ = end; }

  /// The helper takes events from now on.
  void helper_ready(SteadyTime now) { idle_since_ = now; }
  /// The body of the next event for the helper, good until the next call of anything; null: none,
  /// or it has enough.
  const std::string* next_to_send();
  /// The helper's answer to the first event in its hands.
  void answered(const Reply& reply, SteadyTime now);
  /// When the helper will have been busy with one event for too long; never: SteadyTime::max().
  [[nodiscard]] SteadyTime stuck_at() const;
  /// The helper is no more. With `failure` it is the fault of the first event in its hands, `why`
  /// in words; without, that event too is asked again, once.
  void helper_gone(std::optional<Failure> failure, const std::string& why);

  /// Decides what is out of time.
  void expire(SteadyTime now);
  /// When expire() has something to do; never: SteadyTime::max().
  [[nodiscard]] SteadyTime due() const;
  /// What is decided, in the order of add(), as far as all before it is.
  std::vector<Decision> take_decided();

 private:
  static constexpr SteadyTime never = SteadyTime::max();

  struct Event {
    std::uint64_t id = 0;
    std::string body;
    SteadyTime handed;
    bool is_spared = false;  ///< A helper ended while it had it, and that was not blamed on it.
    std::optional<Decision> decision;
  };
  /// Events have numbers in the order of add(), from 0.
  struct Sent {
    std::uint64_t number = 0;
    SteadyTime handed;
  };

  [[nodiscard]] bool is_first_sent(std::uint64_t number) const;
  Event* undecided(std::uint64_t number);
  void decide(Event& event, Decision decision);
  void fail(Event& event, Failure failure, std::string why);

  const std::chrono::nanoseconds timeout_;
  const std::chrono::nanoseconds patience_;
  std::deque<Event> events_;
  std::uint64_t first_ = 0;  ///< The number of the first of them.
  std::uint64_t next_ = 0;   ///< The number of the next to send.
  std::deque<Sent> sent_;    ///< In the helper's hands; they may be decided, and gone, already.
  std::size_t window_ = docket_sent_first;  ///< How many may be sent.
  std::size_t bytes_ = 0;
  SteadyTime idle_since_{};  ///< When the helper last answered, or was ready.
  SteadyTime end_ = never;
};

}  // namespace streamctl::filter
