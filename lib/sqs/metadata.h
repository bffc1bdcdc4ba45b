// Credentials that a container's agent or an EC2 machine's metadata service hands out.
#pragma once

#include <optional>
#include <stop_token>

#include "core/result.h"
#include "sqs/credentials.h"
#include "sqs/environment.h"

namespace streamctl::sqs {

/// Where a container's agent is, by AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI. Pure.
/// Nothing where neither is set. Kind config: a FULL_URI over plain HTTP that is neither loopback
/// nor the agent's address: its answer would go over a network unprotected.
Result<std::optional<std::string>> container_url(const Environment& environment);

/// From there. Nothing where there is none. Kind config or network: it is named, and cannot be
/// used, or `stop` came first. Takes at most two seconds.
Result<std::optional<Credentials>> container_credentials(const Environment& environment,
                                                         const std::stop_token& stop = {});

/// By the metadata service, version 2, of an EC2 machine with a role. Nothing where there is no
/// such service, or AWS_EC2_METADATA_DISABLED forbids to ask. Takes at most three seconds; one
/// where nobody answers. After `stop` nobody does.
Result<std::optional<Credentials>> machine_credentials(const Environment& environment,
                                                       const std::stop_token& stop = {});

}  // namespace streamctl::sqs
