#include "compare/comparison.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "core/glob.h"
#include "webhook/catalogue.h"

namespace streamctl::compare {
namespace {

constexpr std::size_t type_samples_max = 1024;

bool matches(const std::vector<std::string>& globs, const std::string& text) {
  return globs.empty() || std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
           return glob_match(glob, text);
         });
}

/// Whether the catalogue says that events of this type come by `side` alone.
bool comes_only_by(Side side, std::string_view type) {
  const webhook::EventType* known = webhook::find_event_type(type);
  if (known == nullptr) return false;
  return side == Side::webhook ? known->webhook && !known->websocket
                               : known->websocket && !known->webhook;
}

}  // namespace

Side side_of(const capture::Record& record) {
  return record.transport == capture::Transport::websocket ? Side::websocket : Side::webhook;
}

Comparison::Comparison(Options options, Observer& observer)
    : options_(std::move(options)),
      observer_(observer),
      order_([this](const Inversion& inversion) { observer_.inverted(inversion); }),
      pairing_(options_.limits,
               {[this](Event&& one, Event&& another) { paired(one, another); },
                [this](Event&& event, bool is_early) { alone(std::move(event), is_early); },
                [this](Event&& event) {
                  ++summary_.other_ids;
                  --summary_.events[Side::webhook];
                  observer_.repeated({Repeat::Reason::other_id, named(event), 1});
                }}) {}

bool Comparison::is_wanted(const capture::Record& record) const {
  return matches(options_.types, record.type) && matches(options_.calls, record.call_cid);
}

void Comparison::add_gap(WallTime from, WallTime to) {
  if (gaps_.size() == gaps_max) gaps_.pop_front();
  gaps_.emplace_back(from, to);
}

void Comparison::add(capture::Record&& record, const EventFacts& facts) {
  if (!is_wanted(record)) return;
  Event event;
  event.side = side_of(record);
  event.facts = facts;
  if (record.received_at != WallTime{}) event.received_at = record.received_at;
  event.type = std::move(record.type);
  event.call_cid = std::move(record.call_cid);
  event.webhook_id = std::move(record.webhook_id);
  event.body = std::move(record.body);
  if (is_repeat(record, event)) return;
  event.place = places_[event.side]++;
  ++summary_.events[event.side];
  if (event.side == Side::webhook && !record.verified) ++summary_.unverified;
  if (event.side == Side::websocket && watched_calls_.size() < calls_max)
    watched_calls_.insert(std::hash<std::string>{}(event.call_cid));
  note_time(event);
  pairing_.add(std::move(event));
}

/// Folds the attempts of one webhook into the first that was received.
bool Comparison::is_repeat(const capture::Record& record, const Event& event) {
  if (event.side != Side::webhook || event.webhook_id.empty()) return false;
  const auto before = attempts_.add(event.webhook_id, record.attempt);
  if (!before.id) return false;
  ++(before.attempt ? summary_.duplicates : summary_.retries);
  observer_.repeated({before.attempt ? Repeat::Reason::duplicate : Repeat::Reason::retry,
                      named(event), record.attempt});
  return true;
}

void Comparison::note_time(const Event& event) {
  if (!event.facts.created_at) return;
  Range& range = created_[event.side];
  const WallTime time = *event.facts.created_at;
  range.first = range.first ? std::min(*range.first, time) : time;
  range.last = range.last ? std::max(*range.last, time) : time;
  if (event.received_at) summary_.since_created[event.side].add(between(time, *event.received_at));
}

void Comparison::paired(const Event& websocket, const Event& webhook) {
  ++summary_.both;
  if (websocket.received_at && webhook.received_at) {
    const auto lag = between(*websocket.received_at, *webhook.received_at);
    summary_.lag.add(lag);
    const std::string type = kept_name(webhook.type);
    auto place = lags_.find(type);
    if (place == lags_.end() && lags_.size() < types_max)
      place = lags_.emplace(type, Spread{type_samples_max}).first;
    if (place != lags_.end()) place->second.add(lag);
  }
  if (differences_.add(websocket, webhook)) ++summary_.differing;
  order_.paired(websocket.place, webhook.place, named(webhook));
  summary_.out_of_order = order_.inversions();
  observer_.paired(websocket, webhook);
}

void Comparison::alone(Event&& event, bool is_early) {
  if (event.side == Side::websocket) order_.alone(event.place);
  summary_.out_of_order = order_.inversions();
  OneWay one{std::move(event)};
  one.judgement = judgement_of(one.event);
  if (one.judgement == Judgement::missing) one.when = when_of(one.event);
  if (options_.only_overlap && (one.when == When::before || one.when == When::after))
    one.judgement = Judgement::outside;
  switch (one.judgement) {
    case Judgement::missing:
      ++summary_.missing[one.event.side];
      if (is_early) ++summary_.early;
      break;
    case Judgement::expected:
      ++summary_.expected[one.event.side];
      break;
    case Judgement::other_call:
      ++summary_.other_calls;
      return;
    case Judgement::outside:
      ++summary_.outside;
      return;
  }
  observer_.one_way(one);
}

Judgement Comparison::judgement_of(const Event& event) const {
  if (comes_only_by(event.side, event.type)) return Judgement::expected;
  // Without any event by WebSocket there is no telling which calls it watched.
  const bool is_unwatched = event.side == Side::webhook && options_.calls.empty() &&
                            !watched_calls_.empty() && watched_calls_.size() < calls_max &&
                            !watched_calls_.contains(std::hash<std::string>{}(event.call_cid));
  return is_unwatched ? Judgement::other_call : Judgement::missing;
}

bool Comparison::is_in_gap(const Event& event) const {
  if (event.side != Side::webhook || !event.received_at) return false;
  const WallTime received = *event.received_at;
  WallTime made = event.facts.created_at.value_or(received);
  if (made > received || received - made > delivery_max) made = received;  // By another clock.
  return std::any_of(gaps_.begin(), gaps_.end(),
                     [&](const auto& gap) { return gap.first <= received && made <= gap.second; });
}

When Comparison::when_of(const Event& event) const {
  if (is_in_gap(event)) return When::gap;
  const Range& range = created_[other_side(event.side)];
  if (!event.facts.created_at || !range.first) return When::within;
  if (*event.facts.created_at < *range.first) return When::before;
  // Before the end, a later event of the other side may still come.
  return is_finishing_ && *event.facts.created_at > *range.last ? When::after : When::within;
}

void Comparison::finish() {
  is_finishing_ = true;
  pairing_.finish();
}

std::vector<TypeLag> Comparison::lags() const {
  std::vector<TypeLag> lags;
  for (const auto& [type, lag] : lags_)
    lags.push_back({type, lag});
  std::sort(lags.begin(), lags.end(),
            [](const TypeLag& one, const TypeLag& another) { return one.type < another.type; });
  return lags;
}

}  // namespace streamctl::compare
