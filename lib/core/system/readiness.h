// Waits for many descriptors at once.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <span>

#include "core/file.h"

namespace streamctl {

/// A set of descriptors to watch. A wait costs what is ready, not what is watched: epoll on Linux,
/// kqueue on macOS. A descriptor that is closed leaves the set.
class Readiness {
 public:
  struct Wanted {
    bool readable = false;
    bool writable = false;
  };
  /// One descriptor may be reported twice by the same wait, once for each direction.
  struct Ready {
    int descriptor = -1;
    bool readable = false;
    bool writable = false;
    bool failed = false;
  };

  Readiness();

  /// Watches a descriptor that is not in the set.
  void add(int descriptor, Wanted wanted);
  /// Watches a descriptor of the set for something else.
  void change(int descriptor, Wanted wanted);
  /// No effect on a descriptor that is not in the set.
  void remove(int descriptor);

  /// Waits for at most `time`, rounded up to milliseconds, until something is ready. Reports what
  /// is, again and again as long as it remains so. Valid until the next call.
  std::span<const Ready> wait(std::chrono::nanoseconds time);

 private:
  static constexpr std::size_t ready_max = 64;  ///< Per call; the rest follow next time.

  FileDescriptor set_;
  std::array<Ready, ready_max> ready_{};
};

}  // namespace streamctl
