// How long to wait before retrying a request to SQS.
#pragma once

#include <chrono>

#include "core/random.h"

namespace streamctl::sqs {

constexpr std::chrono::milliseconds backoff_first{100};
constexpr std::chrono::milliseconds backoff_first_throttled{1000};
constexpr std::chrono::milliseconds backoff_most{20'000};

/// The longest wait after this many consecutive failures (at least 1): doubled each time. Source:
/// AWS SDKs and Tools Reference Guide, "Retry behavior": 20 s at most, throttling begins at 1 s.
std::chrono::milliseconds backoff_ceiling(int failures, bool throttled);

/// Uniform between half the ceiling and the ceiling, so that clients that failed together do not
/// retry together.
std::chrono::milliseconds backoff(int failures, bool throttled, Random& random);

}  // namespace streamctl::sqs
