// How far a replay has come: which events are in flight, finished or failed, and how late it runs.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "capture/writer.h"
#include "core/clock.h"
#include "core/result.h"
#include "delivery/envelope.h"
#include "delivery/report.h"
#include "replay/source.h"

namespace streamctl::replay {

/// Identifies events by Outgoing::tag, their place. Not thread-safe.
class Progress {
 public:
  /// Events that are not delivered are written to `failed`, from the records in Sent.
  explicit Progress(std::optional<capture::Writer> failed) : failed_(std::move(failed)) {}

  void sent(Sent&& sent);
  void attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt);
  /// Ignores the second copy of an event, and a delivery that was cut: its event is not finished,
  /// so a resumed replay sends it again. The error is that of writing to `failed`.
  Result<void> finished(const delivery::Delivery& delivery);

  /// See capture::Writer::take_notice(), for the file of failed events.
  std::optional<std::string> take_notice() {
    return failed_ ? failed_->take_notice() : std::nullopt;
  }

  /// How many events from the first on have all finished: a resumed replay skips these.
  [[nodiscard]] std::uint64_t contiguous() const { return contiguous_; }
  /// The longest time that an event began behind its pace.
  [[nodiscard]] std::chrono::nanoseconds latest() const { return latest_; }

 private:
  struct Place {
    std::optional<Sent> sent;  ///< Empty before the event is sent, and after it has finished.
    bool done = false;
  };
  Place* place_of(std::uint64_t index);

  std::optional<capture::Writer> failed_;
  std::deque<Place> places_;  ///< From `contiguous_` on.
  std::uint64_t contiguous_ = 0;
  std::optional<WallTime> first_at_;
  std::chrono::nanoseconds latest_{};
};

}  // namespace streamctl::replay
