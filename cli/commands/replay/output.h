// Prints the reports of a replay: warnings, deliveries, and each exchange with --verbose.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "context.h"
#include "render/delivery_output.h"
#include "render/malformed.h"
#include "replay/replay.h"

namespace streamctl::cli {

class ReplayOutput final : public replay::Observer {
 public:
  /// `url`: the target's.
  ReplayOutput(Context& context, std::string url);

  /// Before the first delivery; the arguments as in DeliveryView.
  void begin(std::optional<std::uint64_t> total, std::uint64_t concurrency, bool is_live);
  /// After the last delivery.
  void end(std::chrono::nanoseconds took);

  [[nodiscard]] std::uint64_t malformed_count() const { return malformed_.count(); }
  [[nodiscard]] std::uint64_t failed_count() const { return view_ ? view_->summary().failed : 0; }

  void malformed(const Error& error) override;
  void filter_failed(const std::string& words) override;
  void waits(std::chrono::nanoseconds wait, WallTime received_at) override;
  void attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) override;
  void exchanged(const delivery::Envelope& sent, const net::HttpOutcome& outcome) override;
  void finished(const delivery::Delivery& delivery) override;
  void notice(const std::string& words) override;

 private:
  Context& context_;
  const std::string url_;
  MalformedPieces malformed_;
  std::optional<DeliveryView> view_;  ///< Set by begin(); nothing is delivered before.
};

}  // namespace streamctl::cli
