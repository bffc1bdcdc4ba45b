#include "render/deliveries.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ostream>
#include <utility>

#include "core/text.h"
#include "core/units.h"
#include "render/attempts.h"
#include "render/layout.h"

namespace streamctl::cli {
namespace {

using delivery::Attempt;
using delivery::Delivery;
using delivery::Outcome;

constexpr std::size_t margin = 2;
constexpr std::size_t offset_width = 7;
constexpr std::size_t attempt_hang = 22;  // Below the outcome.
constexpr std::size_t answer_margin = 13;
constexpr std::size_t outcome_width = 25;  // "500 Internal Server Error".

Runs named(const std::string& type, const std::string& call_cid) {
  Runs runs{{type.empty() ? "(no type)" : printable_name(type), Style::bold, true}};
  if (call_cid.empty()) return runs;
  runs.push_back({"  " + printable_name(call_cid), Style::plain, true});
  return runs;
}

/// The first attempt is at "0ms": nanoseconds are of no interest.
std::string offset_text(std::chrono::nanoseconds offset) {
  return offset.count() == 0 ? "0ms" : duration_text(offset);
}

Style style_of(const Attempt& attempt) {
  return attempt.outcome == Outcome::ok ? Style::green : Style::red;
}

std::string times(std::uint64_t count, const std::string& noun) {
  return count_text(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string right_aligned(const std::string& text, std::size_t width) {
  const std::size_t own = display_width(text);
  return std::string(own < width ? width - own : 0, ' ') + text;
}

std::string one_decimal(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

std::string value_text(const delivery::Requirement& requirement, const delivery::Verdict& verdict,
                       const delivery::Summary& summary) {
  using Metric = delivery::Requirement::Metric;
  if (!verdict.is_known) return "unknown: nothing was answered";
  switch (requirement.metric) {
    case Metric::latency:
      return duration_text(
          std::chrono::nanoseconds(static_cast<std::int64_t>(std::llround(verdict.value * 1e6))));
    case Metric::failed:
      return count_text(summary.failed) + " of " + count_text(summary.deliveries);
    case Metric::failed_percent:
      return one_decimal(verdict.value) + "% (" + count_text(summary.failed) + " of " +
             count_text(summary.deliveries) + ")";
    case Metric::rate:
      return rate_text(verdict.value);
  }
  return "";
}

}  // namespace

std::string delivery_heading(const std::string& type, const std::string& call_cid,
                             const std::string& webhook_id, const Terminal& terminal) {
  Runs runs = named(type, call_cid);
  runs.push_back({"  " + printable_name(webhook_id), Style::dim, true});
  return flowed(runs, margin, terminal);
}

std::string attempt_line(const Attempt& attempt, const Terminal& terminal) {
  const std::string outcome = attempt_outcome(attempt);
  const bool aligned = !terminal.is_tty || terminal.width >= narrow_columns;
  const std::size_t own = display_width(outcome);
  const std::size_t gap = aligned && own < outcome_width ? outcome_width - own : 0;
  return flowed({{std::string(margin, ' ')},
                 {right_aligned("+" + offset_text(attempt.offset), offset_width), Style::dim, true},
                 {"  attempt " + std::to_string(attempt.number) + "  ", Style::plain, true},
                 {outcome, style_of(attempt)},
                 {std::string(gap + 2, ' ')},
                 {duration_text(attempt.duration), Style::dim}},
                attempt_hang, terminal) +
         answer_lines(attempt.response_body, attempt.response_cut, answer_margin, terminal);
}

std::string delivery_verdict(const Delivery& delivery, const Terminal& terminal) {
  const std::string attempts = times(delivery.attempts.size(), "attempt");
  if (delivery.delivered) {
    return flowed({{"  "},
                   {"✓", Style::green},
                   {" delivered in " + duration_text(attempts_span(delivery)) + ", " + attempts}},
                  2 * margin, terminal);
  }
  const std::string why =
      delivery.attempts.empty() ? "" : ": " + attempt_outcome(delivery.attempts.back());
  return flowed({{"  "}, {"✗ not delivered", Style::red}, {why + "; given up after " + attempts}},
                2 * margin, terminal);
}

std::string delivery_line(const Delivery& delivery, const Terminal& terminal) {
  Runs runs{delivery.delivered ? Run{"✓ ", Style::green} : Run{"✗ ", Style::red}};
  if (!delivery.attempts.empty()) {
    const Attempt& last = delivery.attempts.back();
    runs.push_back({attempt_outcome(last), style_of(last)});
    runs.push_back({"  "});
  }
  for (Run& run : named(delivery.type, delivery.call_cid))
    runs.push_back(std::move(run));
  runs.push_back({"  " + printable_name(delivery.webhook_id), Style::dim, true});
  runs.push_back({"  " + times(delivery.attempts.size(), "attempt") + ", " +
                      duration_text(attempts_span(delivery)),
                  Style::dim, true});
  return flowed(runs, margin, terminal);
}

std::string summary_text(const delivery::Summary& summary, std::chrono::nanoseconds took,
                         const Terminal& terminal) {
  Runs runs{{count_text(summary.delivered) + " delivered",
             summary.failed == 0 ? Style::green : Style::plain, true}};
  if (summary.failed > 0) {
    runs.push_back({", "});
    runs.push_back({count_text(summary.failed) + " failed", Style::red, true});
  }
  std::string rest;
  if (summary.attempts > summary.deliveries) rest += ", " + times(summary.attempts, "attempt");
  rest += " in " + duration_text(took);
  if (summary.deliveries > 1) rest += " (" + rate_text(summary.deliveries, took) + ")";
  runs.push_back({rest});
  if (summary.answered > 1) {
    runs.push_back({"; "});
    runs.push_back(
        {"answers p50 " + duration_text(summary.latency(0.5)) + ",", Style::plain, true});
    const auto quantile = [&](const std::string& name, std::chrono::nanoseconds duration) {
      runs.push_back({" " + name + " " + duration_text(duration), Style::plain, true});
    };
    quantile("p90", summary.latency(0.9));
    runs.push_back({","});
    quantile("p99", summary.latency(0.99));
    runs.push_back({","});
    quantile("max", summary.latency_max());
  }
  return flowed(runs, margin, terminal);
}

std::string requirement_line(const delivery::Requirement& requirement,
                             const delivery::Verdict& verdict, const delivery::Summary& summary,
                             const Terminal& terminal) {
  return flowed({verdict.met ? Run{"✓ ", Style::green} : Run{"✗ ", Style::red},
                 {requirement.name + " is " + value_text(requirement, verdict, summary) + ","},
                 {" required " + requirement.bound, Style::plain, true}},
                margin, terminal);
}

DeliveriesView::DeliveriesView(std::ostream& out, Terminal out_terminal, std::ostream& err,
                               Terminal err_terminal, Options options, const Clock& clock)
    : out_(out),
      out_terminal_(out_terminal),
      options_(std::move(options)),
      bar_(err, err_terminal, options_.total, options_.share, clock) {}

/// Whether the next delivery to finish gets a timeline.
bool DeliveriesView::few() const {
  if (options_.is_live) return bar_.done() < timelines_max;
  return options_.total && *options_.total <= timelines_max;
}

void DeliveriesView::attempted(const delivery::Outgoing& outgoing, const Attempt& attempt) {
  if (!few() || !options_.one_at_a_time) return;
  if (attempt.number == 1 || headed_ != outgoing.webhook_id) {
    headed_ = outgoing.webhook_id;
    out_ << delivery_heading(outgoing.type, outgoing.call_cid, outgoing.webhook_id, out_terminal_);
  }
  out_ << attempt_line(attempt, out_terminal_) << std::flush;
}

void DeliveriesView::finished(const Delivery& delivery) {
  const bool has_timeline = few();
  if (has_timeline) {
    bar_.add(!delivery.delivered, false);
    if (!options_.one_at_a_time) {
      out_ << delivery_heading(delivery.type, delivery.call_cid, delivery.webhook_id,
                               out_terminal_);
      for (const Attempt& attempt : delivery.attempts)
        out_ << attempt_line(attempt, out_terminal_);
    }
    out_ << delivery_verdict(delivery, out_terminal_) << std::flush;
    return;
  }
  if (!delivery.delivered && told_failures_ < failures_told_max) {
    clear_bar();
    out_ << delivery_line(delivery, out_terminal_);
    if (++told_failures_ == failures_told_max) out_ << "  … further failures are only counted\n";
    out_ << std::flush;
  }
  bar_.add(!delivery.delivered, options_.has_bar);
}

void DeliveriesView::ended(const delivery::Summary& summary, std::chrono::nanoseconds took,
                           bool is_stopped) {
  clear_bar();
  if (few() && summary.deliveries == 1 && !is_stopped) return;
  out_ << summary_text(summary, took, out_terminal_) << std::flush;
}

}  // namespace streamctl::cli
