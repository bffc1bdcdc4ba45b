// What `forge` shows of its deliveries as they happen.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "context.h"
#include "delivery/envelope.h"
#include "delivery/report.h"

namespace streamctl::cli {

/// JSON Lines, or a line an attempt for people. For one thread at a time.
class DeliveryView {
 public:
  DeliveryView(Context& context, std::string url, std::uint64_t total);

  void attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt);
  void finished(const delivery::Delivery& delivery);
  /// The summary, after the last; `took` is the whole duration.
  void end(std::chrono::nanoseconds took);
  [[nodiscard]] const delivery::Summary& summary() const { return summary_; }

 private:
  Context& context_;
  delivery::Summary summary_;
};

}  // namespace streamctl::cli
