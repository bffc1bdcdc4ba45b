// How long to wait before SQS is asked again after a failure that may pass.
#pragma once

#include <chrono>

#include "core/random.h"

namespace streamctl::sqs {

constexpr std::chrono::milliseconds backoff_first{100};
constexpr std::chrono::milliseconds backoff_first_throttled{1000};
constexpr std::chrono::milliseconds backoff_most{20'000};

/// The longest wait after so many failures in a row (at least 1): doubled each time. Source: AWS
/// SDKs and Tools Reference Guide, "Retry behavior": 20 s at most, throttling begins at 1 s.
std::chrono::milliseconds backoff_ceiling(int failures, bool throttled);

/// Uniform from half the ceiling to all of it: those who failed together do not return together.
std::chrono::milliseconds backoff(int failures, bool throttled, Random& random);

}  // namespace streamctl::sqs
