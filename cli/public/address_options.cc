#include "public/address_options.h"

#include <utility>

#include "args/arguments.h"
#include "args/options.h"
#include "error_report.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/typed_url.h"

namespace streamctl::cli {
namespace {

bool is_wanted(const PublicOptions& options) {
  return !options.url.empty() || !options.tunnel.empty();
}

Result<void> plan_tunnel(const PublicOptions& options, tunnel::PublicAddressSettings& settings,
                         const Context& context) {
  if (options.tunnel.empty()) return {};
  tunnel::ProgramChoice choice{options.tunnel, options.tunnel_match, {}, settings.url};
  if (options.tunnel_port) choice.port = static_cast<std::uint16_t>(*options.tunnel_port);
  settings.environment = context.environment;
  settings.shows_output = context.verbose;
  if (auto good = tunnel::check_choice(choice, context.environment); !good) return good;
  settings.program = std::move(choice);
  return {};
}

}  // namespace

void declare_public(Arguments& arguments, PublicOptions& options, bool& asks_for_endpoint) {
  constexpr const char* group = "Public address";
  arguments
      .text("--public-url", options.url,
            "Public URL that leads to this listener: check that it does, and print it")
      .metavar("URL")
      .given(asks_for_endpoint)
      .group(group);
  arguments
      .text("--tunnel", options.tunnel,
            "Start this tunnel program and print its address: cloudflared, ngrok, ssh:DEST (a "
            "server of your own, localhost.run, serveo.net, free.pinggy.io), or a command line")
      .metavar("PROGRAM")
      .given(asks_for_endpoint)
      .group(group);
  arguments
      .text("--tunnel-match", options.tunnel_match,
            "Regular expression that finds the address in the output of --tunnel: its first group, "
            "or the whole match; not needed for known programs")
      .metavar("REGEX")
      .group(group);
  arguments
      .count("--tunnel-port", options.tunnel_port, 0, 65535,
             "Port that the server of --tunnel ssh:DEST opens; 0: any free one")
      .group(group);
  arguments
      .duration("--public-timeout", options.timeout,
                "Time limit for the public address to lead here (default 30s)")
      .group(group);
  arguments
      .duration("--public-check-every", options.check_every,
                "How often to check, while nothing comes through it, that the address still leads "
                "here (default 30s, with ngrok 2m); 0s: never")
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
  if (!is_wanted(options)) return std::optional<tunnel::PublicAddressSettings>{};
  if (options.timeout && options.timeout->count() <= 0)
    return option_error("--public-timeout", "nothing leads here in no time");
  if (options.timeout && options.no_check && options.tunnel.empty())
    report_warning(context, "--public-timeout has no effect with --no-public-check");
  if (options.check_every && options.no_check)
    report_warning(context, "--public-check-every has no effect with --no-public-check");
  tunnel::PublicAddressSettings settings;
  if (!options.url.empty()) {
    auto url = net::read_url(options.url);
    if (!url) return std::move(url).error().in("--public-url");
    settings.url = *std::move(url);
  }
  if (auto good = plan_tunnel(options, settings, context); !good) return std::move(good).error();
  settings.checks = !options.no_check;
  settings.check_every = options.check_every;
  if (options.timeout) settings.limit = *options.timeout;
  auto target = resolve_reach(reach, context);
  if (!target) return std::move(target).error();
  settings.probe = *std::move(target);
  settings.probe.headers = {};  // The user's are for targets.
  settings.probe.api_key = context.settings.api_key;
  return std::optional{std::move(settings)};
}

bool is_reached_from_here(const PublicOptions& options) {
  if (options.url.empty()) return options.tunnel.empty();
  const auto url = net::read_url(options.url);
  return url && net::leads_to_this_machine(net::host_of(*url));
}

}  // namespace streamctl::cli
