// The options for the public side of a listener.
#pragma once

#include <optional>
#include <string>

#include "args/target.h"
#include "context.h"
#include "core/result.h"
#include "public/address_options.h"
#include "public/register_options.h"
#include "public/registrar.h"
#include "tunnel/public_address.h"

namespace streamctl::cli {

class Arguments;

struct PublicEndOptions {
  PublicOptions address;
  RegisterOptions registration;
};

struct PublicPlan {
  tunnel::PublicAddressSettings address;
  std::optional<RegistrarSettings> registration;  ///< Without the port of its mark.
  std::string path;                               ///< That the listener serves.
};

/// Sets `asks_for_endpoint` if there is to be a public address.
void declare_public_end(Arguments& arguments, PublicEndOptions& options, bool& asks_for_endpoint);

/// The plan for a listener that serves `path`; nothing if no public address is wanted. The caller
/// sets the secret of the probe. Kind usage or config.
Result<std::optional<PublicPlan>> plan_public_end(const PublicEndOptions& options,
                                                  const ReachOptions& reach,
                                                  const std::string& path, Context& context);

}  // namespace streamctl::cli
