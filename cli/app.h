// Runs a command line from its words to an exit code: parses it, runs the command it names, and
// reports every failure.
#pragma once

#include <iosfwd>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "command.h"
#include "config.h"
#include "core/environment.h"
#include "generate/command_doc.h"

namespace streamctl::cli {

/// The environment of a run: the process's own, or a test's.
struct Host {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  int out_fd = -1;  ///< Queried for terminal capabilities; -1: not a terminal.
  int err_fd = -1;
  Environment environment;
  const Clock& clock;
  std::stop_token stop;
  const int& stop_signal;
};

/// Runs `arguments` (without the program's name) and returns the exit code. Reports a failure to
/// write standard output, except a closed pipe, which the caller handles.
int run(const std::vector<std::string>& arguments, Host& host);

/// The whole command tree, for completions and man pages.
CommandDoc describe_tree();

}  // namespace streamctl::cli
