// What a command that forwards says about its targets.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "context.h"
#include "listener/routes.h"
#include "listener/target_probe.h"
#include "terminal.h"

namespace streamctl::cli {

/// "Forwarding to http://…", "Forwarding custom, call.* to http://…": a line for each target.
std::string forwarding_lines(const std::vector<listener::Route>& routes, const Terminal& terminal);

/// Warns of each target that the probe has found to be silent: "nothing answers at http://…".
void warn_of_silent_targets(listener::TargetProbe& probe,
                            const std::vector<listener::Route>& routes, Context& context);

/// Why the command does not end at once when stopped: "waiting for 2 forwards to http://…; press
/// Ctrl-C again to stop now", unless there are none or quiet.
void say_forwards_awaited(std::size_t count, const std::vector<listener::Route>& routes,
                          Context& context);

}  // namespace streamctl::cli
