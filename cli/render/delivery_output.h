// Shows deliveries as they happen, for people or as JSON Lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "context.h"
#include "delivery/deliver_all.h"
#include "delivery/envelope.h"
#include "delivery/report.h"
#include "delivery/requirement.h"
#include "render/deliveries.h"
#include "render/explanations.h"
#include "render/progress_bar.h"

namespace streamctl::cli {

/// Shows and totals deliveries. For one thread at a time.
class DeliveryView {
 public:
  struct Options {
    std::optional<std::uint64_t> total;  ///< The number of deliveries, if known.
    std::uint64_t concurrency = 1;
    std::string url;       ///< The target whose refusals are explained; empty for a queue, which
                           ///< explains its own.
    bool is_live = false;  ///< See DeliveriesView::Options.
    std::vector<delivery::Requirement> requirements;
    ProgressBar::Share share;  ///< May be null.
  };

  DeliveryView(Context& context, Options options);

  void attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt);
  /// `hint`: the remedy for a failure, if the sender knows one.
  /// One that the end of the run has cut off is shown, and not counted in the totals.
  void finished(const delivery::Delivery& delivery, const std::string& hint = "");
  /// After the last: shows the totals and, unless the run was stopped, judges the requirements.
  void ended(const delivery::RunResult& result);
  /// After ended(): see delivery::is_success().
  [[nodiscard]] bool is_success() const { return is_success_; }
  /// Clears the progress bar for a message on standard error.
  void clear_bar();
  [[nodiscard]] const delivery::Summary& summary() const { return summary_; }

 private:
  void show(const delivery::Delivery& delivery);
  void explain(const delivery::Attempt& attempt);
  void summarise(const delivery::RunResult& result);

  Context& context_;
  const Options options_;
  Explanations explanations_;
  delivery::Summary summary_;
  std::optional<DeliveriesView> pretty_;  ///< Null if the output is JSON.
  std::optional<ProgressBar> bar_;        ///< For JSON, if that does not go to a terminal.
  bool is_success_ = false;
  std::string hint_;  ///< From the first failure that suggests one.
};

/// Tells how far a stopped run came, unless quiet: "3 of 10 sent; stopped". `total` of the
/// deliveries, or `share` of all, if known.
void say_stopped(const DeliveryView& view, std::optional<std::uint64_t> total,
                 std::optional<double> share, Context& context);

}  // namespace streamctl::cli
