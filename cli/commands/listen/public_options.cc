#include "commands/listen/public_options.h"

#include <utility>

#include "args/arguments.h"
#include "args/options.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/typed_url.h"

namespace streamctl::cli {

void declare_public(Arguments& arguments, PublicOptions& options, bool& asks_for_endpoint) {
  constexpr const char* group = "Public address";
  arguments
      .text("--public-url", options.url,
            "Public URL that leads to this listener: check that it does, and print it")
      .metavar("URL")
      .given(asks_for_endpoint)
      .group(group);
  arguments
      .duration("--public-timeout", options.timeout,
                "Time limit for the public address to lead here (default 30s)")
      .group(group);
  arguments
      .flag("--no-public-check", options.no_check,
            "Do not check that the public address leads here, for networks that cannot reach it "
            "from inside")
      .group(group);
}

Result<std::optional<tunnel::PublicAddressSettings>> plan_public(const PublicOptions& options,
                                                                 const ReachOptions& reach,
                                                                 Context& context) {
  if (options.url.empty()) return std::optional<tunnel::PublicAddressSettings>{};
  if (options.timeout && options.timeout->count() <= 0)
    return option_error("--public-timeout", "nothing leads here in no time");
  tunnel::PublicAddressSettings settings;
  auto url = net::read_url(options.url);
  if (!url) return std::move(url).error().in("--public-url");
  settings.url = *std::move(url);
  settings.checks = !options.no_check;
  if (options.timeout) settings.limit = *options.timeout;
  auto target = resolve_reach(reach, context);
  if (!target) return std::move(target).error();
  settings.probe = *std::move(target);
  settings.probe.headers = {};  // The user's are for targets.
  settings.probe.api_key = context.settings.api_key;
  return std::optional{std::move(settings)};
}

bool is_reached_from_here(const PublicOptions& options) {
  if (options.url.empty()) return true;
  const auto url = net::read_url(options.url);
  return url && net::leads_to_this_machine(net::host_of(*url));
}

}  // namespace streamctl::cli
