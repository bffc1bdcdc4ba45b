// The queue of events waiting for the filter: their order, deadlines and decisions.
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

/// Backlog limit: an event beyond it is decided at once, as Failure::backlog.
constexpr std::size_t docket_bytes_max = std::size_t{64} * 1024 * 1024;

/// Events sent to the helper at once. The helper evaluates them one by one; more than one in flight
/// keeps it from idling. The window starts small, grows while the helper answers within
/// `quick_max`, and drops to one when it is slower: the helper evaluates everything it has
/// received, even events that have expired by then.
constexpr std::size_t docket_sent_first = 4;
constexpr std::size_t docket_sent_max = 64;
constexpr std::chrono::milliseconds quick_max{10};

/// An event waits, including its own evaluation, for twice `timeout`, but at least this long:
/// Stream gives up a delivery after 6 s.
constexpr std::chrono::seconds patience_least{5};

/// Pure: uses no process and no clock. A helper receives events in order (next_to_send) and answers
/// them in order (answered); it may get stuck (stuck_at) or end (helper_gone), and is then
/// replaced.
///
/// An event's `timeout` runs while the helper is busy with it: once the event is sent and the
/// helper has answered all earlier ones. An event that takes longer fails as Failure::time; one
/// that only waited for others, or for a helper, fails as Failure::backlog when its patience
/// expires. One bad event therefore does not fail those behind it, and the delays of many do not
/// add up.
class Docket {
 public:
  explicit Docket(std::chrono::nanoseconds timeout);

  void add(std::uint64_t id, std::string body, SteadyTime now);
  /// From now on nothing waits beyond `end`.
  void end_by(SteadyTime end) { end_ = end; }

  /// The helper accepts events from now on.
  void helper_ready(SteadyTime now) { idle_since_ = now; }
  /// The body of the next event for the helper, valid until the next call of any member; null if
  /// there is none or the helper has enough.
  const std::string* next_to_send();
  /// Records the helper's answer to its oldest event.
  void answered(const Reply& reply, SteadyTime now);
  /// When the helper will have spent too long on one event; SteadyTime::max() for never.
  [[nodiscard]] SteadyTime stuck_at() const;
  /// The helper ended. With `failure`, its oldest event caused this and fails, `why` being the
  /// reason as text; without, that event too is sent again, once.
  void helper_gone(std::optional<Failure> failure, const std::string& why);

  /// Decides the events that have expired.
  void expire(SteadyTime now);
  /// When expire() next has work; SteadyTime::max() for never.
  [[nodiscard]] SteadyTime due() const;
  /// Returns decisions in the order of add(), up to the first undecided event.
  std::vector<Decision> take_decided();

 private:
  static constexpr SteadyTime never = SteadyTime::max();

  struct Event {
    std::uint64_t id = 0;
    std::string body;
    SteadyTime handed;
    bool is_spared = false;  ///< A helper ended during it, without blame.
    std::optional<Decision> decision;
  };
  /// Events are numbered in the order of add(), from 0.
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
  std::uint64_t next_ = 0;   ///< The number of the next event to send.
  std::deque<Sent> sent_;    ///< Sent to the helper; they may already be decided and removed.
  std::size_t window_ = docket_sent_first;  ///< How many may be in flight.
  std::size_t bytes_ = 0;
  SteadyTime idle_since_{};  ///< When the helper last answered or became ready.
  SteadyTime end_ = never;
};

}  // namespace streamctl::filter
