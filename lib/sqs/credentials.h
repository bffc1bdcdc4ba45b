// AWS credentials: what they are, and reading them from the environment and from an answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/result.h"
#include "core/secret.h"
#include "sqs/environment.h"

namespace streamctl::sqs {

struct Credentials {
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;                ///< Of temporary ones; else empty.
  std::optional<WallTime> expires_at;  ///< Where that is known.
  bool renewable = true;  ///< Whoever looks again may find others: not in the environment.
  std::string source;     ///< "AWS_ACCESS_KEY_ID", "AWS profile 'dev'": for people.
  bool operator==(const Credentials&) const = default;
};

/// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. Nothing where the first two are
/// unset. Kind config: one without the other.
Result<std::optional<Credentials>> credentials_in(const Environment& environment);

/// The answer of a container's or a machine's metadata service:
/// {"AccessKeyId":…,"SecretAccessKey":…,"Token":…,"Expiration":…}. Kind refused; nothing of the
/// answer is quoted.
Result<Credentials> read_metadata_credentials(std::string_view answer);

}  // namespace streamctl::sqs
