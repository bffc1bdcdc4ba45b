// What a command that forwards says about its targets.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
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

/// Probes the targets, and warns of silent ones by what `post` runs on the command's own thread.
class SilentTargets {
 public:
  using Post = std::function<void(std::function<void()>)>;

  /// Everything must outlive it; what was posted must not run after its end.
  SilentTargets(const std::vector<listener::Route>& routes, Context& context, const Post& post);

 private:
  std::unique_ptr<listener::TargetProbe> probe_;  ///< Null: there is no target.
};

/// Why the command does not end at once when stopped: "waiting for 2 forwards to http://…; press
/// Ctrl-C again to stop now", unless there are none or quiet.
void say_forwards_awaited(std::size_t count, const std::vector<listener::Route>& routes,
                          Context& context);

}  // namespace streamctl::cli
