#include "commands/compare/words.h"

#include "core/text.h"
#include "core/units.h"
#include "render/layout.h"
#include "render/reach.h"

namespace streamctl::cli {

std::string live_banner(const LivePlan& plan, const std::string& url, const Terminal& terminal) {
  const std::string& file = plan.record.file;
  const bool has_hook = plan.public_end && plan.public_end->registration;
  const std::string hook = plan.public_end ? "Let a hook of the app lead to the public address; "
                                           : "Let a hook of the app lead here; ";
  return flowed({{"Listening on "}, {url, Style::bold}}, 2, terminal) +
         reach_lines(plan.server.host, url, terminal) +
         (file.empty() ? "" : flowed({{"Recording to " + printable(file)}}, 2, terminal)) +
         flowed({{(has_hook ? "" : hook) + "Ctrl-C ends and prints the comparison", Style::dim}}, 2,
                terminal);
}

std::string watching_line(const LivePlan& plan, std::size_t calls, const Terminal& terminal) {
  return flowed(
      {{"Watching " + count_text(calls) + (calls == 1 ? " call" : " calls") + " as " +
        printable(plan.watcher.user_id) + " at " + printable(plan.watcher.access.base_url)}},
      2, terminal);
}

}  // namespace streamctl::cli
