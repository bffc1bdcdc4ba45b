// Stream's retry policy for webhooks, as a pure function of what has happened so far.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace streamctl::delivery {

using std::chrono::nanoseconds;

/// How one attempt ended. 2xx is `ok`; any other status is `status`. An attempt that our own clock
/// ended is a `timeout`, also while it was still connecting.
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

/// An attempt that would get less time than this is not made: no handler answers in it.
constexpr nanoseconds attempt_timeout_least = std::chrono::milliseconds{10};

/// How many attempts a delivery gets whose latest one ended so. `status` matters for
/// Outcome::status only.
int attempts_max(const Policy& policy, Outcome outcome, unsigned status);

struct NextAttempt {
  nanoseconds delay{0};    ///< From now.
  nanoseconds timeout{0};  ///< The attempt's own limit: attempt_timeout, or what is left of total.
  bool operator==(const NextAttempt&) const = default;
};

/// What follows after `attempts` (at least 1) of which the last ended so, `elapsed` after the first
/// began; nothing when the delivery is over (it succeeded, or the policy gives up). Where failures
/// of several kinds mix, the limit of the latest one holds.
std::optional<NextAttempt> next_attempt(const Policy& policy, int attempts, Outcome outcome,
                                        unsigned status, nanoseconds elapsed);

/// The limit of the very first attempt.
nanoseconds first_timeout(const Policy& policy);

}  // namespace streamctl::delivery
