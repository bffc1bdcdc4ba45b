// Renders deliveries for people: a timeline of attempts for a few, a progress bar for many.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "delivery/envelope.h"
#include "delivery/report.h"
#include "delivery/requirement.h"
#include "render/progress_bar.h"
#include "terminal.h"

namespace streamctl::cli {

/// Up to this many deliveries each get a timeline.
constexpr std::uint64_t timelines_max = 20;
/// With many deliveries, only this many failures are reported; the rest is counted.
constexpr std::uint64_t failures_told_max = 20;

/// "call.created  default:standup  9f8b…"
std::string delivery_heading(const std::string& type, const std::string& call_cid,
                             const std::string& webhook_id, const Terminal& terminal);
/// "    14ms  attempt 2  503 Service Unavailable  12ms", followed by the answer's body if one was
/// kept.
std::string attempt_line(const delivery::Attempt& attempt, const Terminal& terminal);
/// "  ✓ delivered in 6.02s, 3 attempts" or "  ✗ not delivered: 503 Service Unavailable, given up
/// after 3 attempts".
std::string delivery_verdict(const delivery::Delivery& delivery, const Terminal& terminal);
/// The whole delivery on one line, for lists.
std::string delivery_line(const delivery::Delivery& delivery, const Terminal& terminal);
/// "12,000 delivered, 3 failed in 1.4s (8,571/s); answers p50 1.2ms, p90 3ms, p99 9ms, max 40ms"
std::string summary_text(const delivery::Summary& summary, std::chrono::nanoseconds took,
                         const Terminal& terminal);

/// "✗ p95 is 412ms, required <300ms".
std::string requirement_line(const delivery::Requirement& requirement,
                             const delivery::Verdict& verdict, const delivery::Summary& summary,
                             const Terminal& terminal);

/// Shows deliveries as they happen. Timelines and failures go to `out`, the progress bar of many to
/// `err`.
class DeliveriesView {
 public:
  struct Options {
    std::optional<std::uint64_t> total;  ///< The number of deliveries to come, if known.
    bool is_live = false;       ///< Deliveries arrive as they are written: the first get timelines.
    bool one_at_a_time = true;  ///< Attempts may be shown live.
    bool has_bar = true;
    ProgressBar::Share share;  ///< May be null.
  };

  DeliveriesView(std::ostream& out, Terminal out_terminal, std::ostream& err, Terminal err_terminal,
                 Options options, const Clock& clock);

  void attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt);
  void finished(const delivery::Delivery& delivery);
  /// At the end: the totals, unless a single timeline has already shown everything.
  void ended(const delivery::Summary& summary, std::chrono::nanoseconds took, bool is_stopped);
  /// See ProgressBar::clear().
  void clear_bar() { bar_.clear(); }

 private:
  [[nodiscard]] bool few() const;

  std::ostream& out_;
  Terminal out_terminal_;
  Options options_;
  ProgressBar bar_;
  std::string headed_;  ///< The webhook id of the last heading printed.
  std::uint64_t told_failures_ = 0;
};

}  // namespace streamctl::cli
