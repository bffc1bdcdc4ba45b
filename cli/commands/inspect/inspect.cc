#include "commands/inspect/inspect.h"

#include <cstdint>
#include <deque>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/options.h"
#include "args/text_input.h"
#include "capture/census.h"
#include "capture/expander.h"
#include "capture/parallel_counter.h"
#include "capture/values.h"
#include "core/json.h"
#include "core/text.h"
#include "core/units.h"
#include "error_report.h"
#include "render/census.h"
#include "render/malformed.h"

namespace streamctl::cli {
namespace {

struct InspectOptions {
  std::vector<std::string> files;
};

void declare(Arguments& arguments, InspectOptions& options) {
  arguments
      .texts("FILE", options.files, "Captures, or whatever else replay reads; - is standard input")
      .metavar(file_metavar)
      .required();
}

/// Counts the events of a value that is not a record.
Result<void> count_expanded(std::string_view text, capture::Expander& expander,
                            capture::Counter& counter) {
  std::deque<capture::Record> records;
  auto expanded = expander.expand(text, records);
  std::string line;
  for (const capture::Record& record : records) {
    line.clear();
    capture::append_line(record, line);
    line.pop_back();  // The newline.
    line.reserve(line.size() + capture::value_padding);
    counter.add(line);
  }
  return expanded;
}

/// Counts one file.
Result<void> count(const std::string& path, capture::Counter& counter, MalformedPieces& malformed,
                   Context& context) {
  auto input = capture::ValueReader::open_input(path);
  if (!input) return std::move(input).error();
  const std::string& name = input->name;
  capture::Expander expander;
  const auto count_other = [&](std::string_view text, std::uint64_t line) {
    if (auto counted = count_expanded(text, expander, counter); !counted)
      malformed.add(name + ":" + std::to_string(line) + ": " + counted.error().what);
  };
  const capture::ParallelCounter plain(counter, std::thread::hardware_concurrency(), count_other,
                                       context.stop);
  const std::uint64_t lines = plain.count(input->file.get());
  capture::ValueReader reader(name, std::move(input->file), context.stop, lines);
  while (!context.stop.stop_requested()) {
    auto next = reader.next();
    if (auto* unreadable = std::get_if<capture::Unreadable>(&next))
      return std::move(unreadable->error);
    if (const auto* piece = std::get_if<capture::Malformed>(&next)) {
      malformed.add(piece->error.what);
      continue;
    }
    const auto* value = std::get_if<capture::Value>(&next);
    if (value == nullptr) break;
    if (counter.add(value->text) == capture::LineKind::malformed)
      count_other(value->text, value->line);
  }
  if (auto finished = expander.finish(); !finished)
    malformed.add(name + ": " + finished.error().what);
  return {};
}

Result<ExitCode> run(const InspectOptions& options, Context& context) {
  capture::Counter counter;
  MalformedPieces pieces(context);
  for (const auto& path : options.files) {
    if (auto counted = count(path, counter, pieces, context); !counted)
      return std::move(counted).error();
  }
  const std::uint64_t malformed = pieces.count();
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
  if (census.events > 0) return 0;
  std::vector<std::string> names;
  for (const std::string& file : options.files)
    names.push_back(input_name(file));
  report_warning(context, "there is no event in " + joined(names, ", "));
  return 1;
}

}  // namespace

Command inspect() {
  return {
      "inspect",
      "look up",
      "Summarise a capture",
      "Counts events by type and call, retries and duplicates, the rate over time, silences, "
      "the latency from an event's "
      "created_at to its being received (of a sample), and malformed lines, which make the "
      "exit code 2; without any event it is 1. gzip is inflated. Whatever replay takes events out "
      "of is counted too, as far "
      "as it has times. A line is read as far "
      "as it is counted: what is wrong within its headers or body shows when it is replayed.\n\n"
      "Captures of any size are read in bounded memory: past 10,000 types or calls the rarer "
      "ones are counted together, and past a million webhook ids retries of those long ago "
      "are missed. The summary reports both.",
      {{"streamctl inspect capture.jsonl", "At a glance"},
       {"streamctl inspect capture.jsonl -o json | jq .types", "For scripts"}},
      bound<InspectOptions>(declare, run)};
}

}  // namespace streamctl::cli
