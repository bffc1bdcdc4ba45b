#include "aws/credentials.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/time_text.h"

namespace streamctl::aws {
Result<std::optional<Credentials>> credentials_in(const Environment& environment) {
  Credentials found;
  found.access_key_id = value_in(environment, "AWS_ACCESS_KEY_ID");
  found.secret_access_key = Secret(value_in(environment, "AWS_SECRET_ACCESS_KEY"));
  if (found.access_key_id.empty() && found.secret_access_key.empty())
    return std::optional<Credentials>();
  if (found.access_key_id.empty() || found.secret_access_key.empty())
    return config_error(found.access_key_id.empty()
                            ? "AWS_SECRET_ACCESS_KEY is set, and AWS_ACCESS_KEY_ID is not"
                            : "AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not",
                        "set both, or neither to use a profile");
  found.session_token = Secret(value_in(environment, "AWS_SESSION_TOKEN"));
  found.renewable = false;
  found.source = "AWS_ACCESS_KEY_ID";
  return std::optional(std::move(found));
}

Result<Credentials> read_metadata_credentials(std::string_view answer) {
  const auto value = parse_json(answer);
  if (!value || !value->is_object()) return refused_error("it did not answer with JSON");
  Credentials read;
  read.access_key_id = text_at(*value, "AccessKeyId");
  read.secret_access_key = Secret(text_at(*value, "SecretAccessKey"));
  read.session_token = Secret(text_at(*value, "Token"));
  if (read.access_key_id.empty() || read.secret_access_key.empty())
    return refused_error("its answer holds no credentials", "has the machine or task a role?");
  read.expires_at = parse_rfc3339(text_at(*value, "Expiration"));
  return read;
}

}  // namespace streamctl::aws
