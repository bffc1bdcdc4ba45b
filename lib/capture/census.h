// Counts the contents of a capture: by type, call and time, with retries, duplicates, gaps and
// latency.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "capture/event_line.h"
#include "capture/name_counts.h"
#include "core/clock.h"
#include "core/result.h"

namespace streamctl::capture {

/// A silence between two events consecutive in time.
struct Gap {
  WallTime from;
  std::chrono::nanoseconds length{};
  bool operator==(const Gap&) const = default;
};

/// Time from an event's `created_at` to its receipt: quantiles over a sample.
struct Latency {
  std::uint64_t sampled = 0;
  std::chrono::nanoseconds p50{};
  std::chrono::nanoseconds p90{};
  std::chrono::nanoseconds p99{};
  std::chrono::nanoseconds max{};
};

struct Census {
  std::uint64_t events = 0;
  std::uint64_t body_bytes = 0;  ///< As JSON text, escapes included.
  std::uint64_t unverified = 0;
  std::uint64_t retries = 0;     ///< Attempt 2 and later, or an X-Webhook-Id seen before.
  std::uint64_t duplicates = 0;  ///< The same X-Webhook-Id and attempt again.
  /// Ids too old to be compared with later ones; 0: all were compared.
  std::uint64_t ids_forgotten = 0;
  std::vector<Tally> types;  ///< Most frequent first, then by name; bounded as NameCounts is.
  std::vector<Tally> calls;  ///< Likewise; events without a call are not in it.
  std::vector<Tally> transports;
  std::uint64_t other_types = 0;  ///< Events in no tally of `types`.
  std::uint64_t other_calls = 0;
  std::optional<WallTime> first;  ///< Among events that have a time.
  std::optional<WallTime> last;
  std::vector<std::uint64_t> rate;   ///< Events per equal slice of time, starting at `first`.
  std::chrono::nanoseconds slice{};  ///< The length of one slice.
  std::vector<Gap> gaps;             ///< The longest gaps, longest first.
  std::optional<Latency> latency;    ///< Present if bodies carry `created_at`.
};

/// Counts capture lines incrementally, in bounded memory.
class Counter {
 public:
  Counter();
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;
  ~Counter();

  /// Reads and counts one line, which `value_padding` readable bytes follow.
  LineKind add(std::string_view text);
  /// Counts an event that was read already.
  void add(const EventLine& event);
  /// Prefetches memory that add() will need: worth it some events ahead.
  void expect(const EventLine& event) const;

  [[nodiscard]] Census census() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::capture
