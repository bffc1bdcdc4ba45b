#include "inspector/deliveries.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/short_id.h"
#include "core/time_text.h"
#include "inspector/detail.h"
#include "inspector/past.h"

namespace streamctl::inspector {
namespace {

/// With bodies, an answer has fewer rows, and no larger ones.
constexpr std::size_t rows_with_bodies_max = 200;
constexpr std::size_t listed_body_bytes_max = std::size_t{256} * 1024;
/// An answer with bodies ends with the row that makes it longer.
constexpr std::size_t listed_bytes_max = std::size_t{2} * 1024 * 1024;
constexpr std::size_t all = std::numeric_limits<std::size_t>::max();

/// A row with its event as JSON; null where it is too large or none.
std::string with_event(const Item& item) {
  std::string event = "null";
  if (const listener::Delivery* delivery = item.delivery();
      delivery != nullptr && delivery->record.body.size() <= listed_body_bytes_max) {
    if (auto parsed = parse_json(delivery->record.body, Digits::kept)) event = json_line(*parsed);
  }
  return item.row.substr(0, item.row.size() - 1) + ",\"event\":" + event + "}";
}

/// Whether its signature was found right. Anybody may send the webhook id of another delivery, so
/// what is not verified is no attempt of what is, and never stands for it.
bool is_verified(const Item& item) {
  return item.delivery()->record.verified;
}

/// The oldest delivery that is kept; null if there is none.
ItemPtr oldest(const Store& store) {
  for (const ItemPtr& item : store.range(0, all, all, false))
    if (item->delivery() != nullptr) return item;
  return nullptr;
}

/// What the list of attempts has of each.
Json attempt_of(const Item& item) {
  auto row = parse_json(item.row);
  Json attempt;
  for (const char* name : {"seq", "attempt", "at", "verdict", "status", "duration_ms"})
    if (row && row->contains(name)) attempt[name] = (*row)[name];
  return attempt;
}

}  // namespace

PageAnswer Deliveries::list(const PageRequest& request, const std::stop_token& stop) {
  auto query = search_query_of(request);
  if (!query) return refusal(query.error());
  const bool has_bodies = request.parameter("bodies") == "1";
  if (has_bodies) query->limit = std::min(query->limit, rows_with_bodies_max);
  std::unique_lock lock(jq_mutex_, std::defer_lock);
  if (!query->jq.empty()) lock.lock();
  auto matcher = Matcher::start(*query, parts_.time_zone, parts_.clock);
  if (!matcher) return refusal(matcher.error());
  SearchResult found = search(parts_.store, *matcher, parts_.clock, stop);
  std::string rows;
  std::uint64_t last = 0;
  for (const ItemPtr& item : found.items) {
    if (has_bodies && rows.size() > listed_bytes_max) {
      found.next = last;
      break;
    }
    rows += (rows.empty() ? "" : ",") + (has_bodies ? with_event(*item) : item->row);
    last = item->seq;
  }
  const std::string next = found.next == 0 ? "null" : std::to_string(found.next);
  PageAnswer answer;
  answer.body = "{\"rows\":[" + rows + "],\"more\":" + (found.next == 0 ? "false" : "true") +
                ",\"next\":" + next + ",\"searched\":" + std::to_string(found.searched) +
                ",\"jq_failed\":" + std::to_string(matcher->jq_failed()) + "}";
  return answer;
}

PageAnswer Deliveries::older(const PageRequest& request, WallTime since,
                             const std::stop_token& stop) {
  auto query = search_query_of(request);
  if (!query) return refusal(query.error());
  Period period{since, parts_.clock.now()};
  if (const std::string until = request.parameter("until"); !until.empty()) {
    const auto time = parse_rfc3339(until);
    if (!time) return refusal(400, "usage", "until: not an RFC 3339 time");
    period.until = *time;
  } else if (const ItemPtr first = oldest(parts_.store)) {
    period.until = to_micros(first->delivery()->record.received_at);
  }
  std::unique_lock lock(jq_mutex_, std::defer_lock);
  if (!query->jq.empty()) lock.lock();
  auto matcher = Matcher::start(*query, parts_.time_zone, parts_.clock);
  if (!matcher) return refusal(matcher.error());
  auto list =
      list_history(parts_.state_directory, period, *matcher, parts_.describe, parts_.clock, stop);
  const bool is_empty = !list || (list->items.empty() && !list->next);
  if (is_empty && !parts_.capture.empty())
    list = list_capture(parts_.capture, period, *matcher, parts_.describe, parts_.clock, stop);
  if (!list && list.error().kind != ErrorKind::config) return refusal(list.error());
  if (!list) return json_answer({{"rows", Json::array()}, {"next", nullptr}});  // No history.
  std::string rows;
  for (const Item& item : list->items)
    rows += (rows.empty() ? "" : ",") + item.row;
  PageAnswer answer;
  answer.body = "{\"rows\":[" + rows +
                "],\"next\":" + (list->next ? "\"" + rfc3339_micros(*list->next) + "\"" : "null") +
                ",\"jq_failed\":" + std::to_string(matcher->jq_failed()) + "}";
  return answer;
}

PageAnswer Deliveries::one(const std::string& key, const std::stop_token& stop) const {
  bool is_ambiguous = false;
  const ItemPtr item = kept(key, is_ambiguous);
  if (item != nullptr) return json_answer(detail_of(*item));
  if (is_ambiguous)
    return refusal(409, "ambiguous", "several webhook ids begin so", "write more of it");
  return past(key, stop);
}

/// By number, by time, else by webhook id: the latest attempt, of those that are verified if there
/// are any.
ItemPtr Deliveries::kept(const std::string& key, bool& is_ambiguous) const {
  std::uint64_t seq = 0;
  const char* const key_end = key.data() + key.size();
  const auto [end, error] = std::from_chars(key.data(), key_end, seq);
  if (error == std::errc() && end == key_end)
    if (ItemPtr item = parts_.store.find(seq)) return item;
  const auto at = parse_rfc3339(key);
  ItemPtr latest;
  bool is_whole = false;
  for (const ItemPtr& item : parts_.store.range(0, all, all, true)) {
    const listener::Delivery* delivery = item->delivery();
    if (delivery == nullptr) continue;
    if (at && to_micros(delivery->record.received_at) == *at) return item;
    const std::string& id = delivery->record.webhook_id;
    // A whole id names its delivery even if others begin with it.
    if (is_whole ? id != key : !may_name(key, id)) continue;
    is_whole = id == key;
    is_ambiguous =
        !is_whole && (is_ambiguous || (latest && latest->delivery()->record.webhook_id != id));
    const bool is_longer = latest && is_whole && latest->delivery()->record.webhook_id != id;
    if (!latest || is_longer || is_verified(*item) || !is_verified(*latest)) latest = item;
  }
  return is_ambiguous ? nullptr : latest;
}

PageAnswer Deliveries::past(const std::string& key, const std::stop_token& stop) const {
  const auto read = [&](const std::string& text) {
    auto items = past_attempts(parts_.state_directory, text, parts_.describe);
    if (items || parts_.capture.empty()) return items;
    return captured_attempts(parts_.capture, text, parts_.describe, parts_.clock, stop);
  };
  auto items = read(key);
  const auto at = parse_rfc3339(key);
  if (at && items) {  // The other attempts too.
    if (const std::string id = items->front().delivery()->record.webhook_id; !id.empty())
      items = read(id);
  }
  if (!items) {
    const Error& why = items.error();
    // Kind config: there is no history, or none that can be read.
    const bool is_missing = why.kind == ErrorKind::refused || why.kind == ErrorKind::config;
    return refusal(is_missing ? 404 : 503, name_of(why.kind), why.what, why.hint);
  }
  const auto latest = std::find_if(items->rbegin(), items->rend(), [&](const Item& item) {
    return at ? to_micros(item.delivery()->record.received_at) == *at : is_verified(item);
  });
  const Item& shown = latest == items->rend() ? items->back() : *latest;
  Json row = detail_of(shown);
  row["attempts"] = Json::array();
  for (const Item& item : *items)
    if (is_verified(item) == is_verified(shown)) row["attempts"].push_back(attempt_of(item));
  return json_answer(row);
}

Json Deliveries::detail_of(const Item& item) const {
  auto parsed = parse_json(item.row);
  Json row = parsed ? *std::move(parsed) : Json::object();
  add_detail(row, item);
  add_neighbours(row, item);
  if (item.delivery() != nullptr && parts_.commands)
    row["commands"] = parts_.commands(*item.delivery());
  return row;
}

/// The other attempts, and the events of the same call before and after it.
void Deliveries::add_neighbours(Json& row, const Item& item) const {
  row["attempts"] = Json::array();
  row["previous"] = nullptr;
  row["next"] = nullptr;
  if (item.seq == 0 || item.delivery() == nullptr) return;
  const capture::Record& record = item.delivery()->record;
  for (const ItemPtr& other : parts_.store.range(0, all, all, true)) {
    const listener::Delivery* delivery = other->delivery();
    if (delivery == nullptr) continue;
    const bool is_same = !record.webhook_id.empty() &&
                         delivery->record.webhook_id == record.webhook_id &&
                         is_verified(*other) == is_verified(item);
    if (other->seq == item.seq || is_same) {
      row["attempts"].push_back(attempt_of(*other));
      continue;
    }
    if (delivery->fault || record.call_cid.empty() || delivery->record.call_cid != record.call_cid)
      continue;
    if (other->seq < item.seq) row["previous"] = other->seq;
    if (other->seq > item.seq && row["next"].is_null()) row["next"] = other->seq;
  }
}

}  // namespace streamctl::inspector
