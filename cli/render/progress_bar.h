// A progress bar on standard error.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

#include "core/clock.h"
#include "terminal.h"

namespace streamctl::cli {

struct Progress {
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
  std::optional<std::uint64_t> total;  ///< Unknown for a file or a stream.
  std::optional<double> share;         ///< How much of it is done, in [0, 1]; else by `total`.
  std::chrono::nanoseconds elapsed{};
};

/// "8,571/s", "0.3/s".
std::string rate_text(double per_second);
/// The rate of `count` in `took`.
std::string rate_text(std::uint64_t count, std::chrono::nanoseconds took);

/// One line as wide as the terminal, without its newline: "██████░░░░  60 %  12,000 of 20,000
/// 4s left  8,571/s  3 failed".
std::string progress_frame(const Progress& progress, const Terminal& terminal);

/// Redrawn in place, at most ten times a second, if the terminal can do that.
class ProgressBar {
 public:
  /// The share that the first `done` of all are, or nothing if it is unknown.
  using Share = std::function<std::optional<double>(std::uint64_t done)>;

  /// `total`: if known. `share` may be null. The time begins now.
  ProgressBar(std::ostream& err, const Terminal& terminal, std::optional<std::uint64_t> total,
              Share share, const Clock& clock);

  /// Counts one, and draws if `is_shown`.
  void add(bool is_failed, bool is_shown);
  [[nodiscard]] std::uint64_t done() const { return progress_.done; }
  /// Clears the line for a message on `err`; it is drawn again automatically.
  void clear();

 private:
  std::ostream& err_;
  Terminal terminal_;
  Share share_;
  const Clock& clock_;
  SteadyTime begin_;
  SteadyTime drawn_{};
  Progress progress_;
};

}  // namespace streamctl::cli
