// Shows deliveries as they happen, for people or as JSON Lines.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "context.h"
#include "delivery/envelope.h"
#include "delivery/report.h"
#include "render/deliveries.h"
#include "render/explanations.h"

namespace streamctl::cli {

/// Shows and totals deliveries. For one thread at a time.
class DeliveryView {
 public:
  /// `total`: the number of deliveries, if known. `url`: the target whose refusals are explained;
  /// empty for a queue, which explains its own.
  DeliveryView(Context& context, std::optional<std::uint64_t> total, std::uint64_t concurrency,
               std::string url, bool is_live = false);

  void attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt);
  /// `hint`: the remedy for a failure, if the sender knows one.
  void finished(const delivery::Delivery& delivery, const std::string& hint = "");
  /// Shows an interrupted delivery whose event will be sent again: it is not counted in the totals.
  void cut(const delivery::Delivery& delivery) { show(delivery); }
  /// After the last; `took` is the total duration.
  void ended(std::chrono::nanoseconds took);
  [[nodiscard]] const delivery::Summary& summary() const { return summary_; }

 private:
  void show(const delivery::Delivery& delivery);
  void explain(const delivery::Attempt& attempt);

  Context& context_;
  const std::string url_;
  Explanations explanations_;
  delivery::Summary summary_;
  std::optional<DeliveriesView> pretty_;  ///< Null if the output is JSON.
  std::string hint_;                      ///< From the first failure that suggests one.
};

}  // namespace streamctl::cli
