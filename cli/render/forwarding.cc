#include "render/forwarding.h"

#include <ostream>

#include "core/text.h"
#include "core/units.h"
#include "error_report.h"
#include "render/layout.h"

namespace streamctl::cli {

std::string forwarding_lines(const std::vector<listener::Route>& routes, const Terminal& terminal) {
  std::string text;
  for (const listener::Route& route : routes) {
    const std::string types = printable(joined(route.types, ", "));
    text += flowed({{"Forwarding " + (types.empty() ? "" : types + " ") + "to " +
                     printable(route.target.url)}},
                   2, terminal);
  }
  return text;
}

void warn_of_silent_targets(listener::TargetProbe& probe,
                            const std::vector<listener::Route>& routes, Context& context) {
  for (const listener::TargetProbe::Silent& silent : probe.take()) {
    const listener::Route& route = routes[silent.route];
    const std::string types = printable(joined(route.types, ", "));
    const std::string target =
        printable(route.target.url) + (types.empty() ? "" : " (for " + types + ")");
    const bool speaks =
        silent.why.starts_with("TLS") || silent.why.find("certificate") != std::string::npos;
    report_warning(context, speaks ? target + " can take no deliveries: " + silent.why
                                   : "nothing answers at " + target + " yet: " + silent.why);
  }
  context.err.flush();
}

SilentTargets::SilentTargets(const std::vector<listener::Route>& routes, Context& context,
                             const Post& post) {
  if (routes.empty()) return;
  const auto warn = [this, &routes, &context] { warn_of_silent_targets(*probe_, routes, context); };
  probe_ =
      std::make_unique<listener::TargetProbe>(routes, context.clock, [post, warn] { post(warn); });
}

void say_forwards_awaited(std::size_t count, const std::vector<listener::Route>& routes,
                          Context& context) {
  if (context.quiet || count == 0) return;
  const std::string targets = routes.size() == 1 ? printable(routes.front().target.url)
                                                 : count_text(routes.size()) + " targets";
  context.err << over_interrupt(context, context.err_terminal) << "waiting for "
              << count_text(count) << (count == 1 ? " forward to " : " forwards to ") << targets
              << "; press Ctrl-C again to stop now\n"
              << std::flush;
}

}  // namespace streamctl::cli
