// Decides what follows when probes of an address that led here fail.
#pragma once

#include <chrono>

namespace streamctl::tunnel {

/// Probes that must fail in a row before an address is said to be lost: one may fail by chance.
constexpr int failures_max = 3;

class Outage {
 public:
  /// The first restart follows after `patience` without an answer from here.
  explicit Outage(std::chrono::nanoseconds patience) : patience_(patience) {}

  /// The address leads here.
  void end() { failures_ = restarts_ = 0; }
  /// A probe failed. True: the address is lost.
  bool add_failure() { return ++failures_ >= failures_max; }
  /// Whether the tunnel's program is to be started again; if so, the next time takes twice as long,
  /// up to 32 times. It has led nowhere for `time`. `is_reached`: something answers there; if not,
  /// this machine may be offline, and a restart may cost the address: it waits four times as long.
  bool wants_restart(std::chrono::nanoseconds time, bool is_reached);

 private:
  std::chrono::nanoseconds patience_;
  int failures_ = 0;  ///< In a row.
  int restarts_ = 0;
};

}  // namespace streamctl::tunnel
