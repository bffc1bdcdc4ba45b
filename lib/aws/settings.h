// The settings of AWS's own tools that decide where requests go and which servers are trusted.
// Pure.
#pragma once

#include <optional>
#include <string>

#include "aws/ini.h"
#include "core/environment.h"

namespace streamctl::aws {

/// AWS_REGION, AWS_DEFAULT_REGION, or the region of the profile in `config` (the file
/// ~/.aws/config); empty if none of them is set.
std::string region(const Environment& environment, const Ini& config);

/// A URL to send requests to instead of AWS's own.
struct EndpointUrl {
  std::string url;       ///< Not checked.
  std::string variable;  ///< The environment variable that sets it, for error messages.
  bool operator==(const EndpointUrl&) const = default;
};
/// AWS_ENDPOINT_URL_`service` ("SQS", "SNS"), or else AWS_ENDPOINT_URL; nothing if both are empty.
std::optional<EndpointUrl> endpoint_url(const Environment& environment, const char* service);

/// AWS_CA_BUNDLE: the certificates trusted instead of the system's; empty if it is unset.
std::string ca_bundle(const Environment& environment);

}  // namespace streamctl::aws
