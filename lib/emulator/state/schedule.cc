#include "emulator/state/schedule.h"

#include <utility>

namespace streamctl::emulator {

void Schedule::add(WallTime due, Entry entry) {
  if (entries_.size() < scheduled_max) entries_.emplace(due, std::move(entry));
}

std::optional<WallTime> Schedule::next() const {
  if (entries_.empty()) return std::nullopt;
  return entries_.begin()->first;
}

std::optional<Schedule::Entry> Schedule::take(WallTime now) {
  if (entries_.empty() || entries_.begin()->first > now) return std::nullopt;
  Entry entry = std::move(entries_.begin()->second);
  entries_.erase(entries_.begin());
  return entry;
}

void Schedule::shift(std::chrono::nanoseconds by) {
  std::multimap<WallTime, Entry> shifted;
  for (auto& [due, entry] : entries_)
    shifted.emplace_hint(shifted.end(), due + by, std::move(entry));
  entries_ = std::move(shifted);
}

}  // namespace streamctl::emulator
