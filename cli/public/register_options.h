// The options for a hook in the app that leads to a listener.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "context.h"
#include "core/result.h"
#include "public/registrar.h"

namespace streamctl::cli {

class Arguments;

struct RegisterOptions {
  bool is_wanted = false;
  std::vector<std::string> types;
  bool dry_run = false;
};

void declare_register(Arguments& arguments, RegisterOptions& options);

/// The settings of the registrar, without the port of the mark; nothing if no hook is wanted.
/// `has_address`: there is to be a public address. Kind usage or config; a secret that stands in
/// for none is no secret of an app.
Result<std::optional<RegistrarSettings>> plan_register(const RegisterOptions& options,
                                                       bool has_address, Context& context);

}  // namespace streamctl::cli
