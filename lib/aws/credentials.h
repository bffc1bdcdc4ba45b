// AWS credentials, read from the environment or from a metadata service's answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/environment.h"
#include "core/result.h"
#include "core/secret.h"

namespace streamctl::aws {

struct Credentials {
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;                ///< Empty unless the credentials are temporary.
  std::optional<WallTime> expires_at;  ///< Empty if unknown.
  bool renewable = true;  ///< Looking again may find newer ones; false for the environment's.
  std::string source;     ///< For people: "AWS_ACCESS_KEY_ID", "AWS profile 'dev'".
  bool operator==(const Credentials&) const = default;
};

/// Reads AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. Returns nothing if the
/// first two are unset. Kind config: only one of them is set.
Result<std::optional<Credentials>> credentials_in(const Environment& environment);

/// Parses the answer of a container's or a machine's metadata service:
/// {"AccessKeyId":…,"SecretAccessKey":…,"Token":…,"Expiration":…}. Kind refused; the error never
/// quotes the answer.
Result<Credentials> read_metadata_credentials(std::string_view answer);

}  // namespace streamctl::aws
