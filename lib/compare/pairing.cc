#include "compare/pairing.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <string_view>

#include "compare/json_equal.h"

namespace streamctl::compare {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

/// How many events of one key are looked at for one of the very same nanosecond.
constexpr int looked_at_max = 16;
constexpr std::size_t types_max = 10'000;
/// What an event takes beside its body: itself and its places in the indexes.
constexpr std::size_t event_overhead = 640;

std::uint64_t hash_of(std::string_view text) {
  return std::hash<std::string_view>{}(text);
}

std::uint64_t joined_hash(std::uint64_t left, std::uint64_t right) {
  std::uint64_t value = (left ^ (right * 0x9e3779b97f4a7c15U)) + (left << 7U);
  value ^= value >> 31U;
  value *= 0xbf58476d1ce4e5b9U;
  return value ^ (value >> 29U);
}

std::uint64_t hash_of(const std::optional<WallTime>& time, std::int64_t milliseconds_later) {
  if (!time) return 0;
  const auto whole = std::chrono::floor<milliseconds>(time->time_since_epoch());
  return 1 + static_cast<std::uint64_t>(whole.count() + milliseconds_later);
}

/// Whether no two events of one type can share the time by chance: it is finer than milliseconds.
bool is_fine(const std::optional<WallTime>& time) {
  return time && time->time_since_epoch() % milliseconds{1} != nanoseconds{0};
}

/// The key of an event that the webhook has several times: the very same time and identity.
std::uint64_t again_key(const Event& event) {
  return joined_hash(
      joined_hash(hash_of(event.type), hash_of(event.call_cid)),
      joined_hash(static_cast<std::uint64_t>(event.facts.created_at->time_since_epoch().count()),
                  event.facts.identity));
}

std::size_t bytes_of(const Event& event) {
  return event.body.size() + event_overhead;
}

}  // namespace

Pairing::Pairing(PairingLimits limits, Results results)
    : limits_(limits),
      results_(std::move(results)),
      stamps_seen_(limits.events_max),
      decided_(limits.events_max) {}

Pairing::Keys Pairing::keys_of(const Event& event, std::int64_t milliseconds_later) {
  const std::uint64_t name = joined_hash(hash_of(event.type), hash_of(event.call_cid));
  Keys keys;
  keys.stamp = joined_hash(name, hash_of(event.facts.created_at, milliseconds_later));
  keys.exact = joined_hash(keys.stamp, event.facts.identity);
  keys.identity = joined_hash(name + 1, event.facts.identity);
  return keys;
}

void Pairing::add(Event&& event) {
  ++events_;
  const Keys keys = keys_of(event);
  stamps_seen_.add(keys.stamp, event.side);
  if (const auto place = first_of(exact_[other_side(event.side)], keys.exact, event, Time::same)) {
    if (event.facts.created_at && types_sharing_stamps_.size() < types_max)
      types_sharing_stamps_.insert(hash_of(event.type));
    pair(std::move(event), take(*place));
  } else if (is_again(event)) {
    results_.again(std::move(event));
  } else {
    waiting_bytes_ += bytes_of(event);
    waiting_.push_back({std::move(event), events_});
    index(std::prev(waiting_.end()));
  }
  while (!waiting_.empty() && (waiting_bytes_ > limits_.bytes_max ||
                               waiting_.front().number + limits_.events_max <= events_))
    settle(waiting_.begin(), true);
}

void Pairing::finish() {
  while (!waiting_.empty())
    settle(waiting_.begin(), false);
}

/// The first event in `index` with that key; rather one of the very same time as `like`.
std::optional<Pairing::Place> Pairing::first_of(const Index& index, std::uint64_t key,
                                                const Event& like, Time time) const {
  std::optional<Place> first;
  int looked_at = 0;
  for (auto one = index.lower_bound({key, 0}); one != index.end() && one->first.first == key;
       ++one) {
    if (++looked_at > looked_at_max) break;
    const Event& event = one->second->event;
    if (event.type != like.type || event.call_cid != like.call_cid) continue;
    const auto& created_at = event.facts.created_at;
    if (created_at == like.facts.created_at) return one->second;
    if (time == Time::same && (!created_at || !like.facts.created_at ||
                               !is_one_time(*created_at, *like.facts.created_at)))
      continue;
    if (!first) first = one->second;
  }
  return first;
}

/// The event of the other side with the same time, if neither side had a second one.
std::optional<Pairing::Place> Pairing::only_one_of(const Event& event) const {
  if (!event.facts.created_at) return std::nullopt;
  const std::uint64_t key = keys_of(event).stamp;
  for (const Side side : sides) {
    if (stamps_seen_.count(key, side) != 1) return std::nullopt;
  }
  return first_of(stamps_[other_side(event.side)], key, event, Time::same);
}

std::optional<Pairing::Place> Pairing::counterpart_at_last(const Event& event) const {
  const Side side = other_side(event.side);
  for (const std::int64_t later : {-1, 1}) {
    if (!event.facts.created_at) break;
    const std::uint64_t key = keys_of(event, later).exact;
    if (const auto place = first_of(exact_[side], key, event, Time::same)) return place;
  }
  if (const auto place = only_one_of(event)) return place;
  const auto place = first_of(identities_[side], keys_of(event).identity, event, Time::any);
  if (!place) return std::nullopt;
  const std::optional<WallTime>& created_at = (*place)->event.facts.created_at;
  if (!created_at || !event.facts.created_at) return place;
  if (types_sharing_stamps_.contains(hash_of(event.type))) return std::nullopt;
  const nanoseconds apart = between(std::min(*created_at, *event.facts.created_at),
                                    std::max(*created_at, *event.facts.created_at));
  return apart <= apart_max ? place : std::nullopt;
}

void Pairing::index(Place place) {
  const Keys keys = keys_of(place->event);
  const Side side = place->event.side;
  exact_[side].emplace(std::pair{keys.exact, place->number}, place);
  stamps_[side].emplace(std::pair{keys.stamp, place->number}, place);
  identities_[side].emplace(std::pair{keys.identity, place->number}, place);
}

Event Pairing::take(Place place) {
  const Keys keys = keys_of(place->event);
  const Side side = place->event.side;
  exact_[side].erase({keys.exact, place->number});
  stamps_[side].erase({keys.stamp, place->number});
  identities_[side].erase({keys.identity, place->number});
  waiting_bytes_ -= bytes_of(place->event);
  Event event = std::move(place->event);
  waiting_.erase(place);
  return event;
}

void Pairing::pair(Event&& one, Event&& another) {
  Event& webhook = one.side == Side::webhook ? one : another;
  Event& websocket = one.side == Side::webhook ? another : one;
  if (webhook.facts.created_at) decided_.add(again_key(webhook), Side::webhook);
  results_.paired(std::move(websocket), std::move(webhook));
}

void Pairing::settle(Place place, bool is_early) {
  Event event = take(place);
  if (const auto counterpart = counterpart_at_last(event))
    return pair(std::move(event), take(*counterpart));
  if (is_again(event)) return results_.again(std::move(event));
  if (event.side == Side::webhook && event.facts.created_at)
    decided_.add(again_key(event), Side::webhook);
  results_.alone(std::move(event), is_early);
}

bool Pairing::is_again(const Event& event) const {
  return event.side == Side::webhook && is_fine(event.facts.created_at) &&
         decided_.count(again_key(event), Side::webhook) > 0;
}

}  // namespace streamctl::compare
