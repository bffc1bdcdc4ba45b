#include "render/progress_bar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ostream>
#include <utility>

#include "core/text.h"
#include "core/units.h"
#include "render/layout.h"

namespace streamctl::cli {
namespace {

constexpr std::chrono::milliseconds redraw_every{100};
constexpr std::size_t bar_width = 20;
/// Before this the rate, and so the time left, is a guess.
constexpr std::chrono::seconds estimate_from{1};

std::optional<double> share_of(const Progress& progress) {
  if (progress.share) return std::clamp(*progress.share, 0.0, 1.0);
  if (!progress.total || *progress.total == 0) return std::nullopt;
  return std::min(1.0, static_cast<double>(progress.done) / static_cast<double>(*progress.total));
}

/// "  12s left"; empty if unknown.
std::string left_text(double share, std::chrono::nanoseconds elapsed) {
  if (share <= 0 || share >= 1 || elapsed < estimate_from) return "";
  const double seconds = std::chrono::duration<double>(elapsed).count() * (1 - share) / share;
  constexpr double seconds_max = 1e6;
  if (seconds > seconds_max) return "";
  const auto whole = static_cast<std::int64_t>(std::ceil(seconds));
  return "  " + duration_text(std::chrono::seconds(whole)) + " left";
}

}  // namespace

std::string rate_text(double per_second) {
  if (per_second >= 10)
    return count_text(static_cast<std::uint64_t>(std::llround(per_second))) + "/s";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f/s", per_second);
  return text.data();
}

std::string rate_text(std::uint64_t count, std::chrono::nanoseconds took) {
  const double seconds = std::max(std::chrono::duration<double>(took).count(), 1e-9);
  return rate_text(static_cast<double>(count) / seconds);
}

std::string progress_frame(const Progress& progress, const Terminal& terminal) {
  Runs runs;
  const auto share = share_of(progress);
  if (share) {
    const std::size_t width = std::min(bar_width, terminal.width / 4);
    const auto filled = static_cast<std::size_t>(*share * static_cast<double>(width));
    std::string bar;
    for (std::size_t i = 0; i < width; ++i)
      bar += i < filled ? "█" : "░";
    const std::string percent = std::to_string(static_cast<int>(*share * 100));
    runs.push_back({bar + "  " + std::string(3 - percent.size(), ' ') + percent + " %  "});
  }
  runs.push_back({count_text(progress.done)});
  if (progress.total)
    runs.push_back({" of " + count_text(*progress.total), Style::plain, false, true});
  if (share) runs.push_back({left_text(*share, progress.elapsed), Style::plain, false, true});
  runs.push_back({"  " + rate_text(progress.done, progress.elapsed), Style::plain, false, true});
  // Failures stay visible, and a bar that wraps cannot be redrawn.
  Run failed{"", Style::red};
  if (progress.failed > 0) failed.text = "  " + count_text(progress.failed) + " failed";
  Terminal line = terminal;
  line.is_tty = true;
  line.width = std::max<std::size_t>(terminal.width, 2) - 1;
  std::string text = one_line(std::move(runs), line, failed);
  text.pop_back();
  return text;
}

ProgressBar::ProgressBar(std::ostream& err, const Terminal& terminal,
                         std::optional<std::uint64_t> total, Share share, const Clock& clock)
    : err_(err),
      terminal_(terminal),
      share_(std::move(share)),
      clock_(clock),
      begin_(clock.steady()) {
  progress_.total = total;
}

void ProgressBar::add(bool is_failed, bool is_shown) {
  ++progress_.done;
  if (is_failed) ++progress_.failed;
  if (!is_shown || !terminal_.redraws) return;
  const SteadyTime now = clock_.steady();
  if (now - drawn_ < redraw_every) return;
  drawn_ = now;
  progress_.elapsed = now - begin_;
  if (share_) progress_.share = share_(progress_.done);
  err_ << "\r\x1b[K" << progress_frame(progress_, terminal_) << std::flush;
}

void ProgressBar::clear() {
  if (drawn_ == SteadyTime{}) return;
  err_ << "\r\x1b[K" << std::flush;
  drawn_ = SteadyTime{};
}

}  // namespace streamctl::cli
