#include "args/view.h"

#include <cstddef>
#include <limits>

#include "args/arguments.h"

namespace streamctl::cli {

void declare_view(Arguments& arguments, ViewOptions& options) {
  arguments.flag(
      "--compact", options.compact,
      "One line per event: its user, custom data, reason and the like, without its body");
  arguments.flag("--full", options.full,
                 "All of each body: the call, users and members are not folded to a line each");
  arguments.count("--max-lines", options.lines_max, 0, std::numeric_limits<std::uint32_t>::max(),
                  "Lines of a body to show; 0: all (default 40, with --full all)");
}

EventView view_of(const ViewOptions& options) {
  EventView view{options.compact, options.full};
  if (options.full) view.lines_max = 0;
  if (options.lines_max) view.lines_max = static_cast<std::size_t>(*options.lines_max);
  return view;
}

}  // namespace streamctl::cli
