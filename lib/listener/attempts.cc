#include "listener/attempts.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <functional>
#include <limits>

#include "core/text.h"

namespace streamctl::listener {
namespace {

constexpr int attempt_max = 1000;

constexpr std::uint32_t place_mask = 0xFFFF;
static_assert(webhook_ids_max / 2 <= place_mask);

/// The part of a key that its slot holds: not that by which the slot is found.
std::uint32_t tag_of(std::size_t key) {
  return static_cast<std::uint32_t>(std::uint64_t{key} >> 32U) & ~place_mask;
}

/// The bit of an attempt; 0 for attempts beyond the bits.
std::uint32_t attempt_bit(int attempt) {
  return attempt >= 1 && attempt <= 32 ? std::uint32_t{1} << static_cast<unsigned>(attempt - 1) : 0;
}

}  // namespace

std::optional<int> attempt_in(std::string_view header) {
  const std::string_view text = trimmed(header);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc{} && end == text.data() + text.size();
  if (!is_number || number < 1 || number > attempt_max) return std::nullopt;
  return number;
}

Attempts::Generation::Generation(std::size_t ids_max)
    : ids_max_(ids_max), slots_(std::bit_ceil(2 * ids_max)) {}

Attempts::Known* Attempts::Generation::find(std::size_t key) {
  for (std::size_t at = key;; ++at) {
    const std::uint32_t slot = slots_[at & (slots_.size() - 1)];
    if (slot == 0) return nullptr;
    if ((slot & ~place_mask) != tag_of(key)) continue;
    Known& known = known_[(slot & place_mask) - 1];
    if (known.key == key) return &known;
  }
}

Attempts::Known& Attempts::Generation::add(const Known& known) {
  std::size_t at = known.key;
  while (slots_[at & (slots_.size() - 1)] != 0)
    ++at;
  known_.push_back(known);
  slots_[at & (slots_.size() - 1)] = tag_of(known.key) | static_cast<std::uint32_t>(known_.size());
  return known_.back();
}

void Attempts::Generation::clear() {
  known_.clear();
  std::ranges::fill(slots_, 0U);
}

Attempts::Known* Attempts::find(std::string_view webhook_id) {
  if (webhook_id.empty()) return nullptr;
  const std::size_t key = std::hash<std::string_view>{}(webhook_id);
  Known* const known = newer_.find(key);
  return known != nullptr ? known : older_.find(key);
}

/// Returns the entry, and whether it is new. An entry found in the older generation is copied to
/// the newer one, so that ids still in use are not forgotten.
std::pair<Attempts::Known*, bool> Attempts::find_or_add(std::size_t key) {
  if (Known* const found = newer_.find(key)) return {found, false};
  const Known* const old = older_.find(key);
  Known known = old != nullptr ? *old : Known{};
  known.key = key;
  if (newer_.full()) {
    std::swap(newer_, older_);
    newer_.clear();
  }
  return {&newer_.add(known), old == nullptr};
}

Attempt Attempts::note(std::string_view webhook_id, const std::string* attempt_header,
                       WallTime at) {
  const auto said = attempt_header != nullptr ? attempt_in(*attempt_header) : std::nullopt;
  Attempt attempt;
  attempt.number = said.value_or(1);
  if (webhook_id.empty()) return attempt;

  const auto [found, is_new] = find_or_add(std::hash<std::string_view>{}(webhook_id));
  Known& known = *found;
  if (is_new) {
    known.first_seen = at;
  } else {
    attempt.retry = true;
    attempt.first_seen = known.first_seen;
    attempt.taken = known.taken;
    if (!said) attempt.number = known.deliveries + 1;
    attempt.duplicate = said && (known.attempts_seen & attempt_bit(*said)) != 0;
  }
  if (known.deliveries < std::numeric_limits<int>::max() - 1) ++known.deliveries;
  known.attempts_seen |= attempt_bit(attempt.number);
  return attempt;
}

bool Attempts::take(std::string_view webhook_id) {
  Known* known = find(webhook_id);
  if (known == nullptr) return true;
  const bool was = known->taken;
  known->taken = true;
  return !was;
}

Targets Attempts::begin_forward(std::string_view webhook_id, Targets wanted) {
  Known* known = find(webhook_id);
  if (known == nullptr) return wanted;
  const Targets left = wanted & ~known->accepted_by;
  if (left != 0) return left;
  known->accepted_by = 0;
  return wanted;
}

void Attempts::note_answer(std::string_view webhook_id, std::size_t route, bool accepted) {
  Known* known = find(webhook_id);
  if (known == nullptr) return;
  if (accepted) {
    known->accepted_by |= bit_of(route);
  } else {
    known->accepted_by &= ~bit_of(route);
  }
}

bool Attempts::count(std::string_view webhook_id) {
  Known* known = find(webhook_id);
  if (known == nullptr) return true;
  const bool was = known->counted;
  known->counted = true;
  return !was;
}

}  // namespace streamctl::listener
