// The options for a public address of a listener.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "args/target.h"
#include "context.h"
#include "core/result.h"
#include "tunnel/public_address.h"

namespace streamctl::cli {

class Arguments;

struct PublicOptions {
  std::string url;
  std::string tunnel;
  std::string tunnel_match;
  std::optional<std::uint64_t> tunnel_port;
  std::optional<std::chrono::nanoseconds> timeout;
  std::optional<std::chrono::nanoseconds> check_every;
  bool no_check = false;
};

/// Sets `asks_for_endpoint` if there is to be a public address.
void declare_public(Arguments& arguments, PublicOptions& options, bool& asks_for_endpoint);

/// The settings of the public address; nothing if none is wanted. The caller sets the secret of the
/// probe. Kind usage or config.
Result<std::optional<tunnel::PublicAddressSettings>> plan_public(const PublicOptions& options,
                                                                 const ReachOptions& reach,
                                                                 Context& context);

/// Whether deliveries come from this machine alone, as far as `options` say.
bool is_reached_from_here(const PublicOptions& options);

}  // namespace streamctl::cli
