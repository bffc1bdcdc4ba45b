// What identifies an event in its body: both sides get the same body, and no id is shared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace streamctl::compare {

/// A parser's buffers grow to about ten times the largest body: beyond this they are freed.
constexpr std::size_t parser_capacity_max = 256 * 1024;

struct EventFacts {
  std::optional<WallTime> created_at;  ///< RFC 3339 or nanoseconds: Stream writes both.
  /// A hash of what tells this event from others of its type and call: its own values, the ids
  /// within it, and all of `custom`. Not of times, and not of `call`, which is a snapshot.
  std::uint64_t identity = 0;
};

/// Reuses its buffers between events. Not thread-safe.
class EventFactsReader {
 public:
  EventFactsReader();
  EventFactsReader(const EventFactsReader&) = delete;
  EventFactsReader& operator=(const EventFactsReader&) = delete;
  ~EventFactsReader();

  /// Nothing unless `body` is a JSON object.
  std::optional<EventFacts> read(std::string_view body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::compare
