#include "compare/order.h"

#include <utility>

namespace streamctl::compare {

void Order::paired(std::uint64_t websocket_place, std::uint64_t webhook_place, EventName name) {
  ahead_.emplace(websocket_place, Entry{webhook_place, std::move(name)});
  release();
}

void Order::alone(std::uint64_t websocket_place) {
  ahead_.emplace(websocket_place, std::nullopt);
  release();
}

void Order::release() {
  while (!ahead_.empty() && ahead_.begin()->first == next_) {
    auto node = ahead_.extract(ahead_.begin());
    ++next_;
    if (node.mapped()) judge(*std::move(node.mapped()));
  }
}

void Order::judge(Entry&& entry) {
  const auto place = latest_.find(entry.name.call_cid);
  if (place == latest_.end()) {
    std::string call_cid = entry.name.call_cid;
    if (latest_.size() < calls_max) latest_.emplace(std::move(call_cid), std::move(entry));
    return;
  }
  Entry& latest = place->second;
  if (entry.webhook_place > latest.webhook_place) {
    latest = std::move(entry);
    return;
  }
  ++inversions_;
  inverted_({latest.name, std::move(entry.name)});
}

}  // namespace streamctl::compare
