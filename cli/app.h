// The command line: parses it, runs the command it names, and turns every failure into words and an
// exit code.
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

/// What the process gives to a run; tests give their own.
struct Host {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  int out_fd = -1;  ///< For what the terminal can show; -1 is no terminal.
  int err_fd = -1;
  Environment environment;
  const Clock& clock;
  std::stop_token stop;
  const int& stop_signal;
};

/// Runs `arguments` (without the program's name); the exit code. Standard output that could not be
/// written is an error, but for a reader that has gone: that is left to the caller.
int run(const std::vector<std::string>& arguments, Host& host);

/// The whole command tree, for completions and man pages.
CommandDoc describe_tree();

}  // namespace streamctl::cli
