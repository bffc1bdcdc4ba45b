#include "commands/version/version.h"

#include <ostream>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "core/json.h"

namespace streamctl::cli {
namespace {

struct VersionOptions {};

void declare(Arguments& /*arguments*/, VersionOptions& /*options*/) {}

Result<ExitCode> run(const VersionOptions& /*options*/, Context& context) {
  return show_version(context.out, context.output);
}

}  // namespace

ExitCode show_version(std::ostream& out, Output output) {
  if (output == Output::json)
    out << json_line(Json{{"kind", "version"}, {"version", STREAMCTL_VERSION}}) << '\n';
  else
    out << "streamctl " << STREAMCTL_VERSION << '\n';
  return 0;
}

Command version() {
  return {.name = "version",
          .group = "look up",
          .summary = "Show the version",
          .description = "Prints the name and the version, as --version and -V do.",
          .examples = {{"streamctl version", "The version"},
                       {"streamctl version -o json", "For programs"}},
          .declare = bound<VersionOptions>(declare, run),
          .runs_unconfigured = true};
}

}  // namespace streamctl::cli
