// Events and deadlines that are not due yet.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <variant>

#include "core/clock.h"
#include "emulator/state/event.h"

namespace streamctl::emulator {

constexpr std::size_t scheduled_max = 10'000;

class Schedule {
 public:
  using Entry = std::variant<Event, Deadline>;

  /// Drops the entry if there are `scheduled_max`. Entries of one time keep their order.
  void add(WallTime due, Entry entry);
  [[nodiscard]] std::optional<WallTime> next() const;
  /// The first entry, if it is due.
  std::optional<Entry> take(WallTime now);
  /// Makes every entry due earlier or later.
  void shift(std::chrono::nanoseconds by);
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const std::multimap<WallTime, Entry>& entries() const { return entries_; }

 private:
  std::multimap<WallTime, Entry> entries_;
};

}  // namespace streamctl::emulator
