// The time of the emulator: the machine's, unless a test stops or moves it.
#pragma once

#include <chrono>

#include "core/clock.h"

namespace streamctl::emulator {

/// For one thread.
class SettableClock final : public Clock {
 public:
  /// Begins with the time of `real`, running.
  explicit SettableClock(const Clock& real) : real_(real) {}

  [[nodiscard]] WallTime now() const override { return is_frozen_ ? at_ : real_.now() + offset_; }
  /// The machine's, always: connections and heartbeats keep real time.
  [[nodiscard]] SteadyTime steady() const override { return real_.steady(); }

  [[nodiscard]] bool is_frozen() const { return is_frozen_; }
  /// Whether it is the machine's time.
  [[nodiscard]] bool is_real() const { return !is_frozen_ && offset_.count() == 0; }
  void freeze() { at_ = now(), is_frozen_ = true; }
  /// Goes on from now().
  void run() { set(now()), is_frozen_ = false; }
  void set(WallTime time) { at_ = time, offset_ = time - real_.now(); }
  /// The time of the machine again.
  void restore() { offset_ = {}, is_frozen_ = false; }

 private:
  const Clock& real_;
  WallTime at_;  ///< While frozen.
  std::chrono::nanoseconds offset_{0};
  bool is_frozen_ = false;
};

}  // namespace streamctl::emulator
