// A command of streamctl as a value: its name, its words, its options, and what it does.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "context.h"
#include "core/result.h"

namespace CLI {
class App;
}

namespace streamctl::cli {

/// What a command ends with when nothing went wrong on the way: 0, or 1 where the answer is no and
/// was already said.
using ExitCode = int;

using Run = std::function<Result<ExitCode>(Context&)>;

struct Example {
  std::string command;  ///< Works when pasted; the tests paste it.
  std::string says;     ///< What it does, one line, no full stop.
};

struct Command {
  std::string name;
  std::string group;  ///< "receive", "send", "look up", "run": the help's headings.
  std::string
      summary;  ///< One line, imperative, no full stop: help, man page and completions use it.
  std::string description;  ///< Paragraphs for the man page and `--help`, separated by empty lines.
  std::vector<Example> examples;
  std::function<Run(CLI::App&)>
      declare;  ///< Adds the options to the app; gives what runs with them.
  /// Runs even where the settings cannot be read, and finds why in Context::settings_error.
  bool runs_unconfigured = false;
};

/// Binds an Options value to the function that declares its options and the one that runs with
/// them.
template <class Options>
std::function<Run(CLI::App&)> bound(void (*declare)(CLI::App&, Options&),
                                    Result<ExitCode> (*run)(const Options&, Context&)) {
  return [=](CLI::App& app) -> Run {
    auto options = std::make_shared<Options>();
    declare(app, *options);
    return [=](Context& context) { return run(*options, context); };
  };
}

}  // namespace streamctl::cli
