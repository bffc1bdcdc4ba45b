#include "public/register_options.h"

#include <utility>

#include "args/api_access.h"
#include "args/arguments.h"
#include "args/hook_owner.h"
#include "args/hook_types.h"
#include "args/options.h"
#include "net/http_server/port_use.h"

namespace streamctl::cli {

void declare_register(Arguments& arguments, RegisterOptions& options) {
  constexpr const char* group = "Public address";
  arguments
      .flag("--register", options.is_wanted,
            "Add a webhook hook with the public address to the app, for as long as this runs")
      .group(group);
  arguments
      .texts("--register-types", options.types,
             "Only these types or globs, for the hook of --register (default all, future ones too)")
      .metavar("GLOB")
      .several()
      .group(group);
  arguments
      .flag("--dry-run", options.dry_run,
            "With --register: show what would change in the app, change nothing, and end")
      .group(group);
}

Result<std::optional<RegistrarSettings>> plan_register(const RegisterOptions& options,
                                                       bool has_address, Context& context) {
  if (!options.is_wanted) {
    if (options.dry_run || !options.types.empty())
      return option_error(options.dry_run ? "--dry-run" : "--register-types",
                          "no hook is to be added", "add --register");
    return std::optional<RegistrarSettings>{};
  }
  if (!has_address)
    return option_error("--register", "there is no public address for the hook",
                        "add --tunnel PROGRAM or --public-url URL");
  auto types = read_hook_types({"--register-types", "", false}, options.types, context);
  if (!types) return std::move(types).error();
  auto access = server_access(context);
  if (!access) return std::move(access).error().in("--register");
  RegistrarSettings settings{.access = *std::move(access),
                             .mark = {.owner = hook_owner(), .port = 0},
                             .types = *std::move(types),
                             .is_port_used = net::is_port_used,
                             .is_preview = options.dry_run,
                             .shows_exchanges = context.verbose};
  return std::optional{std::move(settings)};
}

}  // namespace streamctl::cli
