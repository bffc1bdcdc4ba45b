// One event as a mould for many: the same bytes with other ids and another time, without building
// JSON again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace streamctl::webhook {

/// Finds in a serialised event every UUID, wherever it stands, and every time: a string of RFC
/// 3339, or a whole number of nanoseconds as in Stream's fixtures. A cast has fresh UUIDs in their
/// place, equal ones again equal, and its times moved by one span, so that what agreed still
/// agrees.
class Mould {
 public:
  /// `event` happened at `at`. What occurs in `kept` (values the user has set) stays as it is.
  Mould(std::string event, WallTime at, std::string_view kept = "");

  /// The event as it is.
  [[nodiscard]] const std::string& event() const { return event_; }
  /// Another one like it, at `at`; its ids follow from the event's and from `salt`.
  [[nodiscard]] std::string cast(WallTime at, std::uint64_t salt) const;

 private:
  /// A piece of the event that differs from cast to cast.
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
