// Finds the AWS credentials to sign with, and renews them before they expire.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "aws/credentials.h"
#include "core/clock.h"
#include "core/environment.h"
#include "core/result.h"

namespace streamctl::aws {

/// Temporary credentials are renewed this long before they expire.
constexpr std::chrono::minutes renewed_before{5};
/// The shortest wait between a failed renewal and the next one.
constexpr std::chrono::seconds renewal_pause{30};

/// Searches the environment, the profile, the container's agent and the machine's role, in this
/// order, and returns the first credentials found. Kind config: there are none. `stop` ends a wait
/// for a metadata service as if the service had not answered.
Result<Credentials> find_credentials(const Environment& environment,
                                     const std::stop_token& stop = {});

/// Keeps the credentials found last. Not thread-safe. A call may block for the few seconds that a
/// metadata service is given to answer.
class CredentialSource {
 public:
  using Find = std::function<Result<Credentials>()>;

  CredentialSource(Find find, const Clock& clock);

  /// The credentials to sign with now. An error if none were ever found, or the last have expired.
  Result<Credentials> current();
  /// Called when AWS rejects `refused` as expired: searches again. Returns whether current() now
  /// gives other credentials.
  bool renew(const Credentials& refused);

 private:
  void look();

  Find find_;
  const Clock& clock_;
  std::optional<Credentials> found_;
  std::optional<Error> failure_;  ///< From the latest search.
  SteadyTime next_look_{};
};

}  // namespace streamctl::aws
