#include "commands/watch/words.h"

#include "core/text.h"
#include "core/units.h"
#include "render/forwarding.h"
#include "render/layout.h"

namespace streamctl::cli {

std::string watch_banner(const WatchSetup& setup, std::size_t calls, bool is_first,
                         const Terminal& terminal) {
  const auto line = [&](const std::string& words) { return flowed({{words}}, 2, terminal); };
  std::string text =
      line((is_first ? "Watching " : "Watching again: ") + count_text(calls) +
           (calls == 1 ? " call" : " calls") + " as " + printable(setup.watcher.user_id) + " at " +
           printable(setup.watcher.access.base_url));
  if (is_first && !setup.record.file.empty())
    text += line("Recording to " + printable(setup.record.file));
  if (is_first) text += forwarding_lines(setup.routes, terminal);
  return text;
}

}  // namespace streamctl::cli
