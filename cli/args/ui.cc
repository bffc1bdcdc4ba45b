#include "args/ui.h"

#include <ostream>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/credentials.h"
#include "args/options.h"
#include "core/json.h"
#include "error_report.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/typed_url.h"

namespace streamctl::cli {

void declare_ui(Arguments& arguments, UiOptions& options) {
  constexpr const char* group = "Inspector";
  arguments
      .flag("--ui", options.is_wanted,
            "Show what comes on a web page too, on this machine only; its address is printed")
      .group(group);
  arguments
      .count("--ui-port", options.port, 0, 65535,
             "Port of the page, or the next free one; 0: any free one (default 4040)")
      .group(group);
  arguments
      .count("--ui-keep", options.keep, 1, 1'000'000,
             "How many of the latest deliveries the page has, in 64 MiB at most (default 10000)")
      .group(group);
}

Result<void> check_ui(const UiOptions& options) {
  if (options.is_wanted || (!options.port && !options.keep)) return {};
  return option_error(options.port ? "--ui-port" : "--ui-keep", "there is no page", "add --ui");
}

inspector::FindTarget page_targets(const delivery::Target& reach, const Context& context) {
  return [reach, settings = context.settings](const std::string& to) -> Result<delivery::Target> {
    auto url = net::read_url(to);
    if (!url) return std::move(url).error();
    auto secret = delivery_secret(net::leads_to_this_machine(net::host_of(*url)), settings);
    if (!secret) return std::move(secret).error();
    delivery::Target target = reach;
    target.url = *std::move(url);
    target.api_key = settings.api_key;
    target.secret = *std::move(secret);
    return target;
  };
}

Result<std::unique_ptr<inspector::Inspector>> open_inspector(const UiOptions& options,
                                                             inspector::InspectorParts parts,
                                                             const Context& context,
                                                             std::string capture) {
  if (!options.is_wanted) return std::unique_ptr<inspector::Inspector>();
  inspector::InspectorOptions page;
  page.port = static_cast<std::uint16_t>(options.port.value_or(page.port));
  page.keep = static_cast<std::size_t>(options.keep.value_or(page.keep));
  page.state_directory = context.settings.state_directory;
  page.capture = std::move(capture);
  page.time_zone = context.environment("TZ").value_or("");
  return inspector::Inspector::open(std::move(page), std::move(parts));
}

void say_address(const inspector::Inspector* inspector, const UiOptions& options,
                 Context& context) {
  if (inspector == nullptr) return;
  if (context.output == Output::json)
    context.out << json_line(Json{{"kind", "ui"}, {"url", inspector->url()}}) << std::endl;
  if (options.port && *options.port != 0 && *options.port != inspector->port())
    report_warning(context, "port " + std::to_string(*options.port) +
                                " is in use: the page is at port " +
                                std::to_string(inspector->port()));
  // Without it nobody could open the page, so it is no chatter that --quiet silences.
  if (context.output == Output::pretty || !context.quiet)
    context.err << "Inspector at " << context.err_terminal.paint(Style::bold, inspector->url())
                << std::endl;
}

}  // namespace streamctl::cli
