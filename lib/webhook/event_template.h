// One event as a template for many: the same bytes with new ids and times, without rebuilding the
// JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace streamctl::webhook {

/// Finds every UUID in a serialised event, at any position, and every time: an RFC 3339 string, or
/// a whole number of nanoseconds as in Stream's fixtures. A copy replaces the UUIDs by new ones
/// (equal ones stay equal) and shifts all times by the same span, so that the event stays
/// consistent.
class EventTemplate {
 public:
  /// `event` happened at `at`. Values that occur in `kept` (set by the user) are not changed.
  EventTemplate(std::string event, WallTime at, std::string_view kept = "");

  /// The event, unchanged.
  [[nodiscard]] const std::string& event() const { return event_; }
  /// A copy at time `at`; its ids are derived from the event's and `salt`.
  [[nodiscard]] std::string copy(WallTime at, std::uint64_t salt) const;

 private:
  /// A part of the event that differs between copies.
  struct Slot {
    enum class Kind { uuid, time_text, time_number };
    Kind kind = Kind::uuid;
    std::size_t begin = 0;
    std::size_t length = 0;
    std::size_t uuid = 0;  ///< Which of the distinct UUIDs.
    WallTime time;
  };

  bool add_uuid(std::size_t begin, std::string_view kept);
  bool add_time_text(std::size_t begin, std::string_view kept);
  bool add_time_number(std::size_t begin, std::string_view kept);

  std::string event_;
  WallTime at_;
  std::vector<Slot> slots_;  ///< In the order of the event.
  std::vector<std::string> uuids_;
};

}  // namespace streamctl::webhook
