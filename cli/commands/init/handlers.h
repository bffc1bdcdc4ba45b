// The webhook handlers that `streamctl init` writes: one for each framework, with its CI job.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace streamctl::cli {

struct Handler {
  std::string_view name;       ///< "express", as typed.
  std::string_view framework;  ///< "Express (Node.js)".
  std::string_view path;       ///< Where the file goes: "webhook.mjs".
  std::string_view text;       ///< What the file contains.
  std::string_view install;    ///< The shell command that installs what it needs, or "".
  std::string_view start;      ///< The shell command that serves it at $PORT.
};

/// All of them, in the order of the list. `node` is another name of the first.
std::span<const Handler> handlers();

/// The job for GitHub Actions that starts the handler and checks it, built with this version.
std::string workflow_of(const Handler& handler);

/// The commands that install and start the handler at `port`, and that check it, with a secret
/// made up for the purpose.
struct Trial {
  std::string start;
  std::string check;
};
Trial trial_of(const Handler& handler, int port);

}  // namespace streamctl::cli
