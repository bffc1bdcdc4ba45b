// How far a replay has come: what is under way, what is done, what failed, how late it runs.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "capture/writer.h"
#include "commands/replay/source.h"
#include "core/clock.h"
#include "core/result.h"
#include "delivery/envelope.h"
#include "delivery/report.h"

namespace streamctl::cli {

/// Tells events apart by Outgoing::tag, which is their place. For one thread at a time.
class ReplayProgress {
 public:
  /// What is not delivered is written to `failed`, from the records that Sent brings.
  explicit ReplayProgress(std::optional<capture::Writer> failed) : failed_(std::move(failed)) {}

  void sent(Sent&& sent);
  void attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt);
  /// A second copy of an event changes nothing, nor does a delivery that was cut: its event is not
  /// done, so it is sent again where the replay goes on, and is not among what failed.
  Result<void> finished(const delivery::Delivery& delivery);

  /// As of Writer, of the file of what failed.
  std::optional<std::string> take_notice() {
    return failed_ ? failed_->take_notice() : std::nullopt;
  }

  /// Events from the first on that are all over with: where a replay goes on.
  [[nodiscard]] std::uint64_t contiguous() const { return contiguous_; }
  /// How far behind its pace an event began, at most.
  [[nodiscard]] std::chrono::nanoseconds latest() const { return latest_; }

 private:
  struct Place {
    std::optional<Sent> sent;  ///< Nothing before it is sent, and after it is done.
    bool done = false;
  };
  Place* place_of(std::uint64_t index);

  std::optional<capture::Writer> failed_;
  std::deque<Place> places_;  ///< From `contiguous_` on.
  std::uint64_t contiguous_ = 0;
  std::optional<WallTime> first_at_;
  std::chrono::nanoseconds latest_{};
};

}  // namespace streamctl::cli
