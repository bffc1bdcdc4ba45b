// A streamctl command as a value: its name, help texts, arguments, run function and nested
// commands.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

class Arguments;

/// The exit code of a command that ran without an error: 0, or 1 for a negative result that it has
/// already reported.
using ExitCode = int;

using CommandRun = std::function<Result<ExitCode>(Context&)>;

struct Example {
  std::string command;  ///< Works when pasted; the tests paste it.
  std::string says;     ///< What it does, one line, no full stop.
};

struct Command {
  std::string name;
  /// The heading of the help: "receive", "send", "look up", "run". Empty for a nested command.
  std::string group;
  /// One line, imperative, no full stop: for help, man page and completions.
  std::string summary;
  std::string description;  ///< Paragraphs for man page and `--help`, separated by empty lines.
  std::vector<Example> examples;
  /// Declares its arguments and returns the function that runs the command with them. Null: the
  /// command only groups `commands`, and shows its help when none of them is named.
  std::function<CommandRun(Arguments&)> declare;
  /// Runs even if the settings cannot be read; Context::settings_error then holds the reason.
  bool runs_unconfigured = false;
  /// Nested commands: "show" of "events show". Each has its own arguments; those of the enclosing
  /// command do not apply to it.
  std::vector<Command> commands;
};

/// Binds an Options value to the functions that declare its arguments and run with them.
template <class Options>
std::function<CommandRun(Arguments&)> bound(void (*declare)(Arguments&, Options&),
                                            Result<ExitCode> (*run)(const Options&, Context&)) {
  return [=](Arguments& arguments) -> CommandRun {
    auto options = std::make_shared<Options>();
    declare(arguments, *options);
    return [=](Context& context) { return run(*options, context); };
  };
}

}  // namespace streamctl::cli
