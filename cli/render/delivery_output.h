// What is shown of deliveries as they happen, for people or as JSON Lines.
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

/// Shows and sums up. For one thread at a time.
class DeliveryView {
 public:
  /// `total`: how many deliveries there will be, where that is known. `url`: the target whose
  /// refusals are explained; empty: a queue, which explains its own.
  DeliveryView(Context& context, std::optional<std::uint64_t> total, std::uint64_t concurrency,
               std::string url, bool is_live = false);

  void attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt);
  /// `hint`: what to do where it failed and its sender knows.
  void finished(const delivery::Delivery& delivery, const std::string& hint = "");
  /// Shows a delivery that was cut, whose event will be sent again: it is not summed up.
  void cut(const delivery::Delivery& delivery) { show(delivery); }
  /// After the last; `took` is the whole duration.
  void ended(std::chrono::nanoseconds took);
  [[nodiscard]] const delivery::Summary& summary() const { return summary_; }

 private:
  void show(const delivery::Delivery& delivery);
  void explain(const delivery::Attempt& attempt);

  Context& context_;
  const std::string url_;
  Explanations explanations_;
  delivery::Summary summary_;
  std::optional<DeliveriesView> pretty_;  ///< Nothing where the output is JSON.
  std::string hint_;                      ///< Of the first failure that suggests one.
};

}  // namespace streamctl::cli
