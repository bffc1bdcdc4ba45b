#include <filesystem>
#include <ostream>
#include <system_error>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "commands/config/config.h"
#include "commands/config/edit.h"
#include "core/json.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

struct PathOptions {};

void declare(Arguments& /*arguments*/, PathOptions& /*options*/) {}

Result<ExitCode> run(const PathOptions& /*options*/, Context& context) {
  const auto path = require_config_path(context.settings);
  if (!path) return path.error();
  if (context.output == Output::json) {
    std::error_code ignored;
    context.out << json_line(Json{{"kind", "config_path"},
                                  {"path", *path},
                                  {"exists", std::filesystem::exists(*path, ignored)}})
                << '\n';
  } else {
    context.out << printable(*path) << '\n';
  }
  return 0;
}

}  // namespace

Command config_path() {
  return {.name = "path",
          .summary = "Print the path of the config file",
          .description =
              "Prints the path of the config file, which need not exist: that of --config, else of "
              "STREAMCTL_CONFIG, else streamctl/config.toml below $XDG_CONFIG_HOME or ~/.config.",
          .examples = {{"streamctl config path", "Where it is"}},
          .declare = bound<PathOptions>(declare, run),
          .runs_unconfigured = true};
}

}  // namespace streamctl::cli
