// Stream's retry policy for webhooks. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace streamctl::delivery {

using std::chrono::nanoseconds;

/// How an attempt ended. 2xx is `ok`; any other status is `status`. An attempt that ran out of time
/// is a `timeout`, even if it was still connecting.
enum class Outcome { ok, status, network, timeout };

/// "ok", "status", "network", "timeout": as in reports.
std::string_view name_of(Outcome outcome);

/// Source: Stream docs, "Webhooks", retries: 3 attempts for 408, 429 and >= 500; 2 for a network
/// error; 3 for a time-out; 1 for any other status; 6 s a request, 15 s over all. No delay between
/// attempts is documented.
struct Policy {
  nanoseconds attempt_timeout = std::chrono::seconds{6};
  nanoseconds total_timeout = std::chrono::seconds{15};
  nanoseconds retry_delay{0};
  bool retry = true;
  bool operator==(const Policy&) const = default;
};

/// An attempt with less time than this is not made: no handler could answer.
constexpr nanoseconds attempt_timeout_least = std::chrono::milliseconds{10};

/// How many attempts a delivery gets if the latest ended with `outcome`. `status` matters only for
/// Outcome::status.
int attempts_max(const Policy& policy, Outcome outcome, unsigned status);

struct NextAttempt {
  nanoseconds delay{0};    ///< From now.
  nanoseconds timeout{0};  ///< The attempt's own limit: attempt_timeout, or what is left of total.
  bool operator==(const NextAttempt&) const = default;
};

/// What follows `attempts` (at least 1) if the last one ended with `outcome`, `elapsed` after the
/// first began. Nothing if the delivery is over: it succeeded, or the policy gives up. After
/// failures of several kinds, the limit of the latest one applies.
std::optional<NextAttempt> next_attempt(const Policy& policy, int attempts, Outcome outcome,
                                        unsigned status, nanoseconds elapsed);

/// The limit of the first attempt.
nanoseconds first_timeout(const Policy& policy);

}  // namespace streamctl::delivery
