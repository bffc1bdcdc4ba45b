#include <ostream>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "commands/history/history.h"
#include "core/json.h"
#include "history/store.h"

namespace streamctl::cli {
namespace {

struct PathOptions {};

void declare(Arguments& /*arguments*/, PathOptions& /*options*/) {}

Result<ExitCode> run(const PathOptions& /*options*/, Context& context) {
  const std::string& directory = context.settings.state_directory;
  if (directory.empty())
    return config_error("there is no place for a history: HOME is not set",
                        "set HOME or XDG_STATE_HOME");
  const std::string path = history::Store::path_in(directory);
  if (context.output == Output::json)
    context.out << json_line(Json{{"kind", "history_path"}, {"path", path}}) << '\n';
  else
    context.out << path << '\n';
  return 0;
}

}  // namespace

Command history_path() {
  return {.name = "path",
          .summary = "Print where the history is kept",
          .description =
              "Prints the path of the history, an SQLite database, whether it exists or not. To "
              "forget everything, remove its folder while nothing listens.",
          .examples = {{"streamctl history path", "Where it is"}},
          .declare = bound<PathOptions>(declare, run),
          .runs_unconfigured = true};
}

}  // namespace streamctl::cli
