#include "public/options.h"

#include <utility>

namespace streamctl::cli {

void declare_public_end(Arguments& arguments, PublicEndOptions& options, bool& asks_for_endpoint) {
  declare_public(arguments, options.address, asks_for_endpoint);
  declare_register(arguments, options.registration);
}

Result<std::optional<PublicPlan>> plan_public_end(const PublicEndOptions& options,
                                                  const ReachOptions& reach,
                                                  const std::string& path, Context& context) {
  auto address = plan_public(options.address, reach, context);
  if (!address) return std::move(address).error();
  auto registration = plan_register(options.registration, address->has_value(), context);
  if (!registration) return std::move(registration).error();
  if (!*address) return std::optional<PublicPlan>{};
  return std::optional{PublicPlan{**std::move(address), *std::move(registration), path}};
}

}  // namespace streamctl::cli
