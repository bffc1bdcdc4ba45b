#include "commands/version/version.h"

#include <ostream>
#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "commands/version/linked_libraries.h"
#include "core/json.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t name_columns = 15;

struct VersionOptions {};

void declare(Arguments& /*arguments*/, VersionOptions& /*options*/) {}

Result<ExitCode> run(const VersionOptions& /*options*/, Context& context) {
  return show_version(context.out, context.output, context.verbose);
}

}  // namespace

ExitCode show_version(std::ostream& out, Output output, bool verbose) {
  const std::span<const LinkedLibrary> libraries =
      verbose ? linked_libraries() : std::span<const LinkedLibrary>{};
  if (output == Output::json) {
    Json line{{"kind", "version"}, {"version", STREAMCTL_VERSION}};
    for (const auto& [name, number] : libraries)
      line["libraries"].push_back({{"name", name}, {"version", number}});
    out << json_line(line) << '\n';
    return 0;
  }
  out << "streamctl " << STREAMCTL_VERSION << '\n';
  for (const auto& [name, number] : libraries)
    out << "  " << padded(std::string(name), name_columns) << number << '\n';
  return 0;
}

Command version() {
  return {.name = "version",
          .group = "look up",
          .summary = "Show the version",
          .description =
              "Prints the name and the version, as --version and -V do; with --verbose also the "
              "libraries that are part of the program, with the versions that tell which "
              "security fixes they have.",
          .examples = {{"streamctl version", "The version"},
                       {"streamctl version --verbose", "With the libraries inside"},
                       {"streamctl version -o json", "For programs"}},
          .declare = bound<VersionOptions>(declare, run),
          .runs_unconfigured = true};
}

}  // namespace streamctl::cli
