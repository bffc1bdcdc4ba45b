// Reconnect backoff, as in Stream's JavaScript client.
#pragma once

#include <chrono>

#include "core/random.h"

namespace streamctl::stream {

/// A wait is drawn uniformly from `least` to `most`.
struct WaitRange {
  std::chrono::milliseconds least{};
  std::chrono::milliseconds most{};
  bool operator==(const WaitRange&) const = default;
};

/// Returns the wait after `failures` consecutive failures: 250 to 500 ms at first, later 5 s.
/// Source: retryInterval() of stream-video-js.
WaitRange reconnect_wait_range(int failures);

std::chrono::milliseconds reconnect_wait(int failures, Random& random);

}  // namespace streamctl::stream
