#include "delivery/policy.h"

#include <algorithm>
#include <cassert>

namespace streamctl::delivery {

namespace {

constexpr int attempts_for_server_trouble = 3;
constexpr int attempts_for_network_error = 2;
constexpr int attempts_for_timeout = 3;

bool may_pass(unsigned status) {
  return status == 408 || status == 429 || status >= 500;
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::status:
      return "status";
    case Outcome::network:
      return "network";
    case Outcome::timeout:
      return "timeout";
  }
  return "network";
}

int attempts_max(const Policy& policy, Outcome outcome, unsigned status) {
  if (!policy.retry) return 1;
  switch (outcome) {
    case Outcome::ok:
      return 1;
    case Outcome::status:
      return may_pass(status) ? attempts_for_server_trouble : 1;
    case Outcome::network:
      return attempts_for_network_error;
    case Outcome::timeout:
      return attempts_for_timeout;
  }
  return 1;
}

std::optional<NextAttempt> next_attempt(const Policy& policy, int attempts, Outcome outcome,
                                        unsigned status, nanoseconds elapsed) {
  assert(attempts >= 1);
  if (attempts >= attempts_max(policy, outcome, status)) return std::nullopt;
  // The delay counts towards the total: a delivery with all its retries ends within it.
  const nanoseconds left = policy.total_timeout - elapsed - policy.retry_delay;
  const nanoseconds timeout = std::min(policy.attempt_timeout, left);
  if (timeout < std::min(attempt_timeout_least, policy.attempt_timeout)) return std::nullopt;
  return NextAttempt{policy.retry_delay, timeout};
}

nanoseconds first_timeout(const Policy& policy) {
  return std::min(policy.attempt_timeout, policy.total_timeout);
}

}  // namespace streamctl::delivery
