#include "capture/attempts_seen.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace streamctl::capture {
namespace {

constexpr std::size_t slots_least = 1024;

std::uint64_t hash_of(std::string_view webhook_id) {
  return std::hash<std::string_view>{}(webhook_id);
}

}  // namespace

AttemptsSeen::Slot& AttemptsSeen::slot_of(std::vector<Slot>& slots, std::uint64_t hash) {
  std::size_t place = hash & (slots.size() - 1);
  while (slots[place].attempts != 0 && slots[place].hash != hash)
    place = (place + 1) & (slots.size() - 1);
  return slots[place];
}

void AttemptsSeen::grow() {
  const auto old =
      std::exchange(slots_, std::vector<Slot>(std::max(slots_least, 2 * slots_.size())));
  for (const Slot& slot : old)
    if (slot.attempts != 0) slot_of(slots_, slot.hash) = slot;
}

/// Replaces the older generation, which is discarded, with the newer.
void AttemptsSeen::forget() {
  forgotten_ += older_taken_;
  older_.swap(slots_);
  slots_.assign(older_.size(), Slot{});
  older_taken_ = std::exchange(taken_, 0);
}

void AttemptsSeen::expect(std::string_view webhook_id) const {
  if (!slots_.empty()) __builtin_prefetch(&slots_[hash_of(webhook_id) & (slots_.size() - 1)], 1);
}

AttemptsSeen::Before AttemptsSeen::add(std::string_view webhook_id, std::int64_t attempt) {
  if (taken_ >= remembered_) forget();
  if (2 * taken_ >= slots_.size()) grow();
  const std::uint64_t hash = hash_of(webhook_id);
  const auto bit = std::uint32_t{1} << std::clamp<std::int64_t>(attempt, 0, attempts_max);
  Slot& slot = slot_of(slots_, hash);
  if (slot.attempts == 0) {
    ++taken_;
    if (!older_.empty()) slot.attempts = slot_of(older_, hash).attempts;
  }
  const Before before{slot.attempts != 0, (slot.attempts & bit) != 0};
  slot.hash = hash;
  slot.attempts |= bit;
  return before;
}

}  // namespace streamctl::capture
