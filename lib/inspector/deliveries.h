// The answers about deliveries: lists, and one with everything.
#pragma once

#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

#include "core/clock.h"
#include "core/json.h"
#include "inspector/exchange.h"
#include "inspector/item.h"
#include "inspector/search.h"
#include "inspector/store.h"

namespace streamctl::inspector {

struct DeliveriesParts {
  const Store& store;
  const Clock& clock;
  Describe describe;
  /// Commands to paste into a shell that do with a delivery what the page does: {"curl": "…"}.
  std::function<Json(const listener::Delivery&)> commands;
  std::string state_directory;  ///< Of the history.
  std::string capture;          ///< Of --record, for what the history has not; may be empty.
  std::string time_zone;        ///< For jq.
};

/// Safe to use from any thread.
class Deliveries {
 public:
  explicit Deliveries(DeliveriesParts parts) : parts_(std::move(parts)) {}

  PageAnswer list(const PageRequest& request, const std::stop_token& stop);
  /// What a list has that memory has no more, back to `since`.
  PageAnswer older(const PageRequest& request, WallTime since, const std::stop_token& stop);
  /// `key`: a number, a webhook id or its beginning, or the time of reception to the microsecond.
  [[nodiscard]] PageAnswer one(const std::string& key, const std::stop_token& stop) const;

 private:
  [[nodiscard]] ItemPtr kept(const std::string& key, bool& is_ambiguous) const;
  [[nodiscard]] PageAnswer past(const std::string& key, const std::stop_token& stop) const;
  [[nodiscard]] Json detail_of(const Item& item) const;
  void add_neighbours(Json& row, const Item& item) const;

  DeliveriesParts parts_;
  std::mutex jq_mutex_;  ///< One search with jq at a time: each has a process.
};

}  // namespace streamctl::inspector
