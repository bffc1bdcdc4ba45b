#include "inspector/past.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "history/query.h"
#include "history/store.h"

namespace streamctl::inspector {
namespace {

listener::Seen seen_of(history::Entry&& entry) {
  listener::Delivery delivery;
  delivery.record = std::move(entry.record);
  delivery.note = std::move(entry.note);
  delivery.status = entry.status;
  delivery.body_bytes = delivery.wire_bytes = delivery.record.body.size();
  delivery.retry = delivery.record.attempt > 1;
  delivery.recorded = entry.place.has_value();
  for (capture::Forwarded& answer : entry.answers) {
    listener::Forwarded target;
    target.url = std::move(answer.url);
    target.answer.status = answer.status;
    target.answer.duration = answer.duration;
    target.answer.error = std::move(answer.error);
    target.answer.outcome = answer.status == 0         ? delivery::Outcome::network
                            : answer.status / 100 == 2 ? delivery::Outcome::ok
                                                       : delivery::Outcome::status;
    delivery.forwarded.push_back(std::move(target));
  }
  return delivery;
}

}  // namespace

Result<std::vector<Item>> past_attempts(const std::string& state_directory, const std::string& text,
                                        const Describe& describe) {
  auto store = history::Store::open_existing(state_directory);
  if (!store) return std::move(store).error();
  auto id = history::resolve_id(*store, text);
  if (!id) return std::move(id).error();
  history::Query query;
  query.webhook_id = *id;
  auto numbers = history::find(*store, query);
  if (!numbers) return std::move(numbers).error();
  std::vector<Item> items;
  for (const std::int64_t number : *numbers) {
    auto found = history::read(*store, number);
    if (!found) return std::move(found).error();
    if (*found)
      items.push_back(
          item_of(0, seen_of(std::move((*found)->entry)), std::chrono::nanoseconds{0}, describe));
  }
  if (items.empty()) return refused_error("the history no longer has this delivery");
  return items;
}

}  // namespace streamctl::inspector
