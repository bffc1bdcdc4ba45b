#include "inspector/past.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string_view>
#include <sys/stat.h>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "capture/forwarded.h"
#include "capture/source.h"
#include "capture/values.h"
#include "core/json.h"
#include "core/short_id.h"
#include "core/time_text.h"
#include "history/query.h"
#include "history/store.h"
#include "inspector/store.h"
#include "net/status.h"

namespace streamctl::inspector {
namespace {

/// How the history notes a planned answer.
constexpr std::string_view planned = "--respond ";

listener::Forwarded target_of(capture::Forwarded&& answer) {
  listener::Forwarded target;
  target.url = std::move(answer.url);
  target.answer.number = answer.attempt;
  target.answer.status = answer.status;
  target.answer.duration = answer.duration;
  target.answer.error = std::move(answer.error);
  target.answer.outcome = answer.status == 0               ? delivery::Outcome::network
                          : net::is_success(answer.status) ? delivery::Outcome::ok
                                                           : delivery::Outcome::status;
  return target;
}

listener::Delivery delivery_of(capture::Record&& record) {
  listener::Delivery delivery;
  delivery.record = std::move(record);
  delivery.body_bytes = delivery.wire_bytes = delivery.record.body.size();
  delivery.retry = delivery.record.attempt > 1;
  return delivery;
}

listener::Delivery delivery_of(history::Entry&& entry) {
  listener::Delivery delivery = delivery_of(std::move(entry.record));
  // The history has the step of --respond in place of the note.
  if (entry.note.starts_with(planned))
    delivery.misbehaviour = entry.note.substr(planned.size());
  else
    delivery.note = std::move(entry.note);
  delivery.status = entry.status;
  delivery.recorded = entry.place.has_value();
  for (capture::Forwarded& answer : entry.answers)
    delivery.forwarded.push_back(target_of(std::move(answer)));
  return delivery;
}

/// Of a record in a capture.
listener::Delivery recorded(capture::Record&& record) {
  listener::Delivery delivery = delivery_of(std::move(record));
  delivery.recorded = true;
  delivery.status = 200;  // It was sound, as all that is recorded.
  return delivery;
}

bool is_answer_to(const capture::Forwarded& answer, const capture::Record& record) {
  return answer.webhook_id == record.webhook_id && answer.attempt == record.attempt;
}

/// `unknown`: members of its row that nobody knows any more.
Item past_item(listener::Delivery&& delivery, const Describe& describe,
               std::initializer_list<const char*> unknown) {
  Item item = item_of(0, std::move(delivery), std::chrono::nanoseconds{0}, describe);
  auto row = parse_json(item.row);
  if (!row) return item;
  for (const char* name : unknown)
    (*row)[name] = nullptr;
  item.row = json_line(*row);
  return item;
}

/// Looks for one webhook id in a capture, or for what was received at one time.
class CaptureSearch {
 public:
  explicit CaptureSearch(const std::string& text) : text_(text), at_(parse_rfc3339(text)) {}

  void see(capture::Record&& record) {
    if (at_) {
      if (found_.empty() && to_micros(record.received_at) == *at_)
        found_.push_back(recorded(std::move(record)));
      return;
    }
    const std::string& id = record.webhook_id;
    if (is_whole_ ? id != text_ : !may_name(text_, id)) return;
    if (!is_whole_ && id == text_) {  // Others that begin with it are not meant.
      is_whole_ = true;
      ids_.clear();
      found_.clear();
    }
    if (std::find(ids_.begin(), ids_.end(), id) == ids_.end() && ids_.size() <= id_candidates_max)
      ids_.push_back(id);
    if (found_.size() == captured_attempts_max) found_.erase(found_.begin());
    found_.push_back(recorded(std::move(record)));
  }

  void see(capture::Forwarded&& answer) {
    for (listener::Delivery& delivery : found_)
      if (is_answer_to(answer, delivery.record))
        return delivery.forwarded.push_back(target_of(std::move(answer)));
  }

  Result<std::vector<Item>> take(const Describe& describe) {
    if (ids_.size() > 1) return ambiguous_webhook_id(text_, ids_);
    if (found_.empty())
      return refused_error("neither memory nor the capture has a delivery of that name");
    std::vector<Item> items;
    for (listener::Delivery& delivery : found_)
      items.push_back(past_item(std::move(delivery), describe, {"duration_ms", "status"}));
    return items;
  }

 private:
  const std::string& text_;
  const std::optional<WallTime> at_;
  bool is_whole_ = false;
  std::vector<std::string> ids_;
  std::vector<listener::Delivery> found_;
};

bool is_regular(const std::string& file) {
  struct stat about {};
  return ::stat(file.c_str(), &about) == 0 && S_ISREG(about.st_mode);
}

}  // namespace

WallTime to_micros(WallTime time) {
  return std::chrono::floor<std::chrono::microseconds>(time);
}

Result<std::vector<Item>> past_attempts(const std::string& state_directory, const std::string& text,
                                        const Describe& describe) {
  auto store = history::Store::open_existing(state_directory);
  if (!store) return std::move(store).error();
  history::Query query;
  const auto at = parse_rfc3339(text);
  if (at) {
    query.since = query.until = at;
  } else {
    auto id = history::resolve_id(*store, text);
    if (!id) return std::move(id).error();
    query.webhook_id = *std::move(id);
  }
  auto numbers = history::find(*store, query);
  if (!numbers) return std::move(numbers).error();
  if (at && numbers->size() > 1) numbers->resize(1);  // Not attempts of one delivery.
  std::vector<Item> items;
  for (const std::int64_t number : *numbers) {
    auto found = history::read(*store, number);
    if (!found) return std::move(found).error();
    if (*found)
      items.push_back(
          past_item(delivery_of(std::move((*found)->entry)), describe, {"duration_ms"}));
  }
  if (items.empty()) return refused_error("the history no longer has this delivery");
  return items;
}

namespace {

/// Calls `see` with each record and each answer of a target; kind refused if it takes too long.
template <class See>
Result<void> read_capture(const std::string& file, const Clock& clock, const std::stop_token& stop,
                          See see) {
  if (!is_regular(file)) return refused_error("the capture cannot be read again");
  auto values = capture::ValueReader::open(file, stop);
  if (!values) return std::move(values).error();
  capture::EventSource source(*std::move(values));
  source.on_other([&see](std::string_view line) {
    if (auto answer = capture::parse_forwarded(line)) see(*std::move(answer));
  });
  const SteadyTime due = clock.steady() + capture_time_max;
  for (auto next = source.next(); !std::holds_alternative<capture::EndOfInput>(next);
       next = source.next()) {
    if (clock.steady() > due)
      return refused_error("the capture is too long to be searched here",
                           "print it: streamctl replay FILE --id ID --print");
    if (auto* lost = std::get_if<capture::Unreadable>(&next)) return std::move(lost->error);
    if (auto* record = std::get_if<capture::Record>(&next)) see(std::move(*record));
  }
  return {};
}

/// The latest deliveries of a capture that match, as many as a list has.
class CaptureTail {
 public:
  CaptureTail(const Period& period, Matcher& matcher, const Describe& describe,
              const std::stop_token& stop)
      : period_(period), matcher_(matcher), describe_(describe), stop_(stop) {}

  void see(capture::Record&& record) {
    if (record.received_at < period_.since || record.received_at >= period_.until) return;
    listener::Delivery delivery = recorded(std::move(record));
    if (!matcher_.matches(item_of(0, delivery, std::chrono::nanoseconds{0}, describe_), stop_))
      return;
    bytes_ += delivery.record.body.size();
    found_.push_back(std::move(delivery));
    while (found_.size() > matcher_.query().limit ||
           (bytes_ > kept_bytes_max && found_.size() > 1)) {
      bytes_ -= found_.front().record.body.size();
      found_.pop_front();
      has_more_ = true;
    }
  }

  void see(capture::Forwarded&& answer) {
    const auto it = std::find_if(found_.rbegin(), found_.rend(), [&](const auto& delivery) {
      return is_answer_to(answer, delivery.record);
    });
    if (it != found_.rend()) it->forwarded.push_back(target_of(std::move(answer)));
  }

  PastList take() {
    PastList list;
    if (has_more_ && !found_.empty()) list.next = found_.front().record.received_at;
    for (auto delivery = found_.rbegin(); delivery != found_.rend(); ++delivery)
      list.items.push_back(past_item(std::move(*delivery), describe_, {"duration_ms", "status"}));
    return list;
  }

 private:
  const Period& period_;
  Matcher& matcher_;
  const Describe& describe_;
  const std::stop_token& stop_;
  std::deque<listener::Delivery> found_;
  std::size_t bytes_ = 0;
  bool has_more_ = false;
};

}  // namespace

Result<std::vector<Item>> captured_attempts(const std::string& file, const std::string& text,
                                            const Describe& describe, const Clock& clock,
                                            const std::stop_token& stop) {
  CaptureSearch search(text);
  auto read =
      read_capture(file, clock, stop, [&search](auto&& line) { search.see(std::move(line)); });
  if (!read) return std::move(read).error();
  return search.take(describe);
}

Result<PastList> list_capture(const std::string& file, const Period& period, Matcher& matcher,
                              const Describe& describe, const Clock& clock,
                              const std::stop_token& stop) {
  CaptureTail tail(period, matcher, describe, stop);
  auto read = read_capture(file, clock, stop, [&tail](auto&& line) { tail.see(std::move(line)); });
  if (!read) return std::move(read).error();
  return tail.take();
}

Result<PastList> list_history(const std::string& state_directory, const Period& period,
                              Matcher& matcher, const Describe& describe, const Clock& clock,
                              const std::stop_token& stop) {
  auto store = history::Store::open_existing(state_directory);
  if (!store) return std::move(store).error();
  history::Query query;
  query.since = period.since;
  query.until = period.until - std::chrono::microseconds{1};  // It is inclusive.
  auto numbers = history::find(*store, query);
  if (!numbers) return std::move(numbers).error();
  PastList list;
  const SteadyTime due = clock.steady() + search_time_max;
  WallTime last = period.until;
  for (auto number = numbers->rbegin(); number != numbers->rend(); ++number) {
    if (list.items.size() >= matcher.query().limit || clock.steady() > due ||
        stop.stop_requested()) {
      list.next = last;
      break;
    }
    auto found = history::read(*store, *number);
    if (!found) return std::move(found).error();
    if (!*found) continue;
    last = (*found)->entry.record.received_at;
    Item item = past_item(delivery_of(std::move((*found)->entry)), describe, {"duration_ms"});
    if (matcher.matches(item, stop)) list.items.push_back(std::move(item));
  }
  return list;
}

}  // namespace streamctl::inspector
