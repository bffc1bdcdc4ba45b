#include "commands/inspect.h"

#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "capture/census.h"
#include "capture/values.h"
#include "core/json.h"
#include "core/units.h"
#include "options.h"
#include "render/census.h"
#include "report.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t malformed_told_max = 10;

struct InspectOptions {
  std::vector<std::string> files;
};

void declare(CLI::App& app, InspectOptions& options) {
  app.add_option("FILE", options.files, "Captures; - is standard input")
      ->type_name(file_metavar)
      ->required();
}

/// Counts one file; how many of its lines were malformed.
Result<std::uint64_t> count(const std::string& path, capture::Counter& counter, Context& context) {
  auto reader = capture::ValueReader::open(path, context.stop);
  if (!reader) return std::move(reader).error();
  std::uint64_t malformed = 0;
  const auto tell = [&](const std::string& what) {
    if (++malformed <= malformed_told_max) report_warning(context, what);
    if (malformed == malformed_told_max + 1)
      report_warning(context, "further malformed lines are only counted");
  };
  while (!context.stop.stop_requested()) {
    auto value = reader->next();
    if (!value && value.error().kind == ErrorKind::internal) {
      Error unreadable = std::move(value).error();
      unreadable.kind = ErrorKind::config;
      return unreadable;
    }
    if (!value) {
      tell(value.error().what);
      continue;
    }
    if (!*value) break;
    if (counter.add((*value)->text) == capture::Counter::Line::malformed) {
      tell(reader->name() + ":" + std::to_string((*value)->line) + ": not a capture record");
    }
  }
  return malformed;
}

Result<ExitCode> run(const InspectOptions& options, Context& context) {
  capture::Counter counter;
  std::uint64_t malformed = 0;
  for (const auto& path : options.files) {
    auto wrong = count(path, counter, context);
    if (!wrong) return std::move(wrong).error();
    malformed += *wrong;
  }
  const auto census = counter.census();
  if (context.output == Output::json) {
    context.out << json_line(census_json(census, malformed)) << '\n';
  } else {
    context.out << render_census(census, malformed, context.out_terminal);
  }
  if (context.stop.stop_requested()) return 128 + context.stop_signal;
  if (malformed > 0)
    return config_error(count_text(malformed) +
                        (malformed == 1 ? " line is malformed" : " lines are malformed"));
  return 0;
}

}  // namespace

Command inspect() {
  return {"inspect",
          "look up",
          "Summarise a capture",
          "Counts events by type and call, retries and duplicates, the rate over time, silences, "
          "the latency from an event's "
          "created_at to its being received (of a sample), and malformed lines, which make the "
          "exit code 2. A line is read as far "
          "as it is counted: what is wrong within its headers or body shows when it is replayed.\n\n"
          "Captures of any size are read in bounded memory: past 10,000 types or calls the rarer "
          "ones are counted together, and past a million webhook ids retries of those long ago "
          "are missed. The summary says so where it happened.",
          {{"streamctl inspect capture.jsonl", "At a glance"},
           {"streamctl inspect capture.jsonl -o json | jq .types", "For scripts"}},
          bound<InspectOptions>(declare, run)};
}

}  // namespace streamctl::cli
