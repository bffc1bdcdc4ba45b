#include "aws/settings.h"

#include <utility>

#include "aws/profile.h"

namespace streamctl::aws {

std::string region(const Environment& environment, const Ini& config) {
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"})
    if (std::string named = value_in(environment, variable); !named.empty()) return named;
  return value_in_profile(config, profile_section(environment), "region");
}

std::optional<EndpointUrl> endpoint_url(const Environment& environment, const char* service) {
  const std::string shared = "AWS_ENDPOINT_URL";
  for (const std::string& variable : {shared + '_' + service, shared})
    if (std::string url = value_in(environment, variable); !url.empty())
      return EndpointUrl{std::move(url), variable};
  return std::nullopt;
}

std::string ca_bundle(const Environment& environment) {
  return value_in(environment, "AWS_CA_BUNDLE");
}

}  // namespace streamctl::aws
