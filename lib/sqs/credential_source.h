// The credentials to sign with, wherever they come from, renewed before they expire.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "sqs/credentials.h"
#include "sqs/environment.h"

namespace streamctl::sqs {

/// Temporary credentials are renewed so long before they expire.
constexpr std::chrono::minutes renewed_before{5};
/// After a renewal that failed, the next is tried no sooner.
constexpr std::chrono::seconds renewal_pause{30};

/// The first of: the environment, the profile's files, the container's agent, the machine's role.
/// Kind config: none has any. `stop` ends a wait for a metadata service, as if it had not answered.
Result<Credentials> find_credentials(const Environment& environment,
                                     const std::stop_token& stop = {});

/// Keeps what was found. For one thread at a time; a call may take the few seconds that a metadata
/// service is given.
class CredentialSource {
 public:
  using Find = std::function<Result<Credentials>()>;

  CredentialSource(Find find, const Clock& clock);

  /// Those to sign with now; an error only where there are none at all, or they have expired.
  Result<Credentials> current();
  /// AWS says that `refused` have expired: looks again. Whether there are others now.
  bool renew(const Credentials& refused);

 private:
  void look();

  Find find_;
  const Clock& clock_;
  std::optional<Credentials> found_;
  std::optional<Error> failure_;  ///< Of the latest look.
  SteadyTime next_look_{};
};

}  // namespace streamctl::sqs
