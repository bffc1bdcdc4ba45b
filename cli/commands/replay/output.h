// Prints the reports of a replay: warnings, deliveries, and each exchange with --verbose.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "commands/replay/page.h"
#include "context.h"
#include "delivery/deliver_all.h"
#include "render/delivery_output.h"
#include "render/malformed.h"
#include "replay/replay.h"

namespace streamctl::cli {

class ReplayOutput final : public replay::Observer {
 public:
  explicit ReplayOutput(Context& context) : context_(context), malformed_(context) {}

  /// Before the first delivery.
  void begin(DeliveryView::Options options);
  /// After the last delivery.
  void end(const delivery::RunResult& result) { view_->ended(result); }

  /// Shows the deliveries too, once it is open.
  ReplayPage& page() { return page_; }

  [[nodiscard]] std::uint64_t malformed_count() const { return malformed_.count(); }
  /// The deliveries that were finished.
  [[nodiscard]] std::uint64_t sent() const { return view_->summary().deliveries; }
  /// See say_stopped().
  void stopped(std::optional<std::uint64_t> total, std::optional<double> share) const {
    say_stopped(*view_, total, share, context_);
  }
  /// After end(): see DeliveryView.
  [[nodiscard]] bool is_success() const { return view_->is_success(); }

  void malformed(const Error& error) override;
  void filter_failed(const std::string& words) override;
  void waits(std::chrono::nanoseconds wait, WallTime received_at) override;
  void attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) override;
  void exchanged(const delivery::Envelope& sent, const net::HttpOutcome& outcome) override;
  void finished(const delivery::Delivery& delivery) override;
  void notice(const std::string& words) override;

 private:
  void warn(const std::string& words);

  Context& context_;
  std::string url_;
  MalformedPieces malformed_;
  ReplayPage page_;
  std::optional<DeliveryView> view_;  ///< Set by begin(); nothing is delivered before.
};

}  // namespace streamctl::cli
