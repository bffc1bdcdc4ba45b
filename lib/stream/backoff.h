// How long to wait before a lost connection is made again, as Stream's JavaScript client does.
#pragma once

#include <chrono>

#include "core/random.h"

namespace streamctl::stream {

/// A wait is chosen uniformly from `least` to `most`.
struct WaitRange {
  std::chrono::milliseconds least{};
  std::chrono::milliseconds most{};
  bool operator==(const WaitRange&) const = default;
};

/// After `failures` in a row: 250 to 500 ms at first, later 5 s. Source: retryInterval() of
/// stream-video-js.
WaitRange reconnect_wait_range(int failures);

std::chrono::milliseconds reconnect_wait(int failures, Random& random);

}  // namespace streamctl::stream
