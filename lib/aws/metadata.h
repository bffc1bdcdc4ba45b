// Credentials from the metadata service of a container or of an EC2 machine.
#pragma once

#include <optional>
#include <stop_token>

#include "aws/credentials.h"
#include "core/environment.h"
#include "core/result.h"

namespace streamctl::aws {

/// The URL of the container's agent, from AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI;
/// nothing if neither is set. Pure. Kind config: a FULL_URI over plain HTTP that is neither
/// loopback nor the agent's address, since the credentials would cross a network unprotected.
Result<std::optional<std::string>> container_url(const Environment& environment);

/// Requests the credentials of the container; nothing if no agent is configured. Kind config or
/// network: an agent is configured and gives none, or `stop` came first. Takes at most two seconds.
Result<std::optional<Credentials>> container_credentials(const Environment& environment,
                                                         const std::stop_token& stop = {});

/// Requests the credentials of an EC2 machine's role, by the metadata service, version 2. Nothing
/// if there is no such service or role, AWS_EC2_METADATA_DISABLED is "true", or `stop` came first.
/// Takes at most three seconds; one if there is no service.
Result<std::optional<Credentials>> machine_credentials(const Environment& environment,
                                                       const std::stop_token& stop = {});

}  // namespace streamctl::aws
