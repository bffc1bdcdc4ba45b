#include "render/deliveries.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ostream>
#include <utility>

#include "core/text.h"
#include "core/units.h"
#include "render/status.h"

namespace streamctl::cli {
namespace {

using delivery::Attempt;
using delivery::Delivery;
using delivery::Outcome;

constexpr std::chrono::milliseconds redraw_every{100};
constexpr std::size_t bar_width = 20;
constexpr std::size_t offset_width = 7;

std::string outcome_text(const Attempt& attempt) {
  switch (attempt.outcome) {
    case Outcome::ok:
    case Outcome::status:
      return status_text(attempt.status);
    case Outcome::timeout:
      return "timed out";
    case Outcome::network:
      return attempt.error.empty() ? "network error" : printable(attempt.error);
  }
  return "";
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

std::chrono::nanoseconds span_of(const Delivery& delivery) {
  return delivery.attempts.empty()
             ? std::chrono::nanoseconds{}
             : delivery.attempts.back().offset + delivery.attempts.back().duration;
}

std::string rate_text(std::uint64_t count, std::chrono::nanoseconds took) {
  const double seconds = std::max(std::chrono::duration<double>(took).count(), 1e-9);
  const double rate = static_cast<double>(count) / seconds;
  if (rate >= 10) return count_text(static_cast<std::uint64_t>(std::llround(rate))) + "/s";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f/s", rate);
  return text.data();
}

/// An answer's body: its lines, indented, made safe.
std::string body_lines(const Attempt& attempt, const Terminal& terminal) {
  std::string text;
  if (attempt.response_body.empty()) return text;
  for (const auto line : split(attempt.response_body, '\n')) {
    text += "             " + terminal.paint(Style::dim, "│ " + printable(trimmed(line))) + "\n";
  }
  if (attempt.response_cut) text += "             " + terminal.paint(Style::dim, "│ …") + "\n";
  return text;
}

}  // namespace

std::string delivery_heading(const std::string& type, const std::string& call_cid,
                             const std::string& webhook_id, const Terminal& terminal) {
  std::string text = terminal.paint(Style::bold, printable(type.empty() ? "(no type)" : type));
  if (!call_cid.empty()) text += "  " + printable(call_cid);
  return text + "  " + terminal.paint(Style::dim, printable(webhook_id)) + "\n";
}

std::string attempt_line(const Attempt& attempt, const Terminal& terminal) {
  return "  " +
         terminal.paint(Style::dim,
                        right_aligned("+" + duration_text(attempt.offset), offset_width)) +
         "  attempt " + std::to_string(attempt.number) + "  " +
         terminal.paint(style_of(attempt), outcome_text(attempt)) + "  " +
         terminal.paint(Style::dim, duration_text(attempt.duration)) + "\n" +
         body_lines(attempt, terminal);
}

std::string delivery_verdict(const Delivery& delivery, const Terminal& terminal) {
  const std::string attempts = times(delivery.attempts.size(), "attempt");
  if (delivery.delivered) {
    return "  " + terminal.paint(Style::green, "✓") + " delivered in " +
           duration_text(span_of(delivery)) + ", " + attempts + "\n";
  }
  const std::string why =
      delivery.attempts.empty() ? "" : ": " + outcome_text(delivery.attempts.back());
  return "  " + terminal.paint(Style::red, "✗ not delivered") + why + "; given up after " +
         attempts + "\n";
}

std::string delivery_line(const Delivery& delivery, const Terminal& terminal) {
  std::string text =
      delivery.delivered ? terminal.paint(Style::green, "✓ ") : terminal.paint(Style::red, "✗ ");
  if (!delivery.attempts.empty()) {
    const Attempt& last = delivery.attempts.back();
    text += terminal.paint(style_of(last), outcome_text(last)) + "  ";
  }
  text +=
      terminal.paint(Style::bold, printable(delivery.type.empty() ? "(no type)" : delivery.type));
  if (!delivery.call_cid.empty()) text += "  " + printable(delivery.call_cid);
  text += "  " + terminal.paint(Style::dim, printable(delivery.webhook_id) + "  " +
                                                times(delivery.attempts.size(), "attempt") + ", " +
                                                duration_text(span_of(delivery)));
  return text + "\n";
}

std::string summary_text(const delivery::Summary& summary, std::chrono::nanoseconds took,
                         const Terminal& terminal) {
  std::string text = terminal.paint(summary.failed == 0 ? Style::green : Style::plain,
                                    count_text(summary.delivered) + " delivered");
  if (summary.failed > 0)
    text += ", " + terminal.paint(Style::red, count_text(summary.failed) + " failed");
  if (summary.attempts > summary.deliveries) text += ", " + times(summary.attempts, "attempt");
  text += " in " + duration_text(took);
  if (summary.deliveries > 1) text += " (" + rate_text(summary.deliveries, took) + ")";
  if (summary.answered > 1) {
    text += "; answers p50 " + duration_text(summary.latency(0.5)) + ", p90 " +
            duration_text(summary.latency(0.9)) + ", p99 " + duration_text(summary.latency(0.99)) +
            ", max " + duration_text(summary.latency_max());
  }
  return text + "\n";
}

std::string progress_frame(const Progress& progress, const Terminal& terminal) {
  std::string text;
  if (progress.total && *progress.total > 0) {
    const double part =
        std::min(1.0, static_cast<double>(progress.done) / static_cast<double>(*progress.total));
    const auto filled = static_cast<std::size_t>(part * static_cast<double>(bar_width));
    for (std::size_t i = 0; i < bar_width; ++i)
      text += i < filled ? "█" : "░";
    text += "  " + right_aligned(std::to_string(static_cast<int>(part * 100)), 3) + " %  ";
  }
  text += count_text(progress.done);
  if (progress.total) text += " of " + count_text(*progress.total);
  text += "  " + rate_text(progress.done, progress.elapsed);
  const std::string failed =
      progress.failed > 0 ? "  " + count_text(progress.failed) + " failed" : "";
  // A bar that wraps cannot be redrawn.
  text = cut_to_width(text,
                      terminal.width > failed.size() + 1 ? terminal.width - failed.size() - 1 : 1);
  return text + terminal.paint(Style::red, failed);
}

DeliveriesView::DeliveriesView(std::ostream& out, Terminal out_terminal, std::ostream& err,
                               Terminal err_terminal, Options options, const Clock& clock)
    : out_(out),
      out_terminal_(out_terminal),
      err_(err),
      err_terminal_(err_terminal),
      options_(options),
      clock_(clock),
      begin_(clock.steady()) {
  progress_.total = options_.total;
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
  ++progress_.done;
  if (!delivery.delivered) ++progress_.failed;
  if (few()) {
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
  redraw();
}

void DeliveriesView::ended(const delivery::Summary& summary, std::chrono::nanoseconds took) {
  clear_bar();
  if (few() && summary.deliveries <= 1) return;
  out_ << summary_text(summary, took, out_terminal_) << std::flush;
}

void DeliveriesView::redraw() {
  if (!shows_bar()) return;
  const SteadyTime now = clock_.steady();
  if (now - drawn_ < redraw_every) return;
  drawn_ = now;
  progress_.elapsed = now - begin_;
  err_ << "\r\x1b[K" << progress_frame(progress_, err_terminal_) << std::flush;
}

void DeliveriesView::clear_bar() {
  if (!shows_bar() || drawn_ == SteadyTime{}) return;
  err_ << "\r\x1b[K" << std::flush;
  drawn_ = SteadyTime{};
}

}  // namespace streamctl::cli
