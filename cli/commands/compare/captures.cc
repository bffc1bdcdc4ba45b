#include "commands/compare/captures.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "args/options.h"
#include "args/text_input.h"
#include "commands/compare/findings.h"
#include "commands/compare/outcome.h"
#include "commands/compare/report.h"
#include "compare/comparison.h"
#include "compare/merged_source.h"
#include "core/text.h"
#include "core/units.h"
#include "error_report.h"
#include "render/malformed.h"

namespace streamctl::cli {
namespace {

using compare::PerSide;
using compare::Side;

/// A thread for each file reads ahead.
constexpr std::size_t files_max = 16;

/// Whether two names are of one file: "a.jsonl" and "./a.jsonl".
bool is_same(const std::string& one, const std::string& other) {
  std::error_code none;
  return one == other || std::filesystem::equivalent(one, other, none);
}

Result<void> check_files(const std::vector<std::string>& files) {
  if (files.size() > files_max)
    return option_error("FILE", "more than " + count_text(files_max) + " files are too many",
                        "join the captures of one side: cat a.jsonl b.jsonl");
  for (auto file = files.begin(); file != files.end(); ++file) {
    if (std::any_of(std::next(file), files.end(),
                    [&](const std::string& other) { return is_same(*file, other); }))
      return option_error("FILE", printable(input_name(*file)) + " is named twice");
  }
  return {};
}

std::string names_of(const std::vector<std::string>& files) {
  std::vector<std::string> names;
  for (const std::string& file : files)
    names.push_back(printable(input_name(file)));
  return joined(names, ", ");
}

/// Refuses captures of one side. An empty file is that of a side that received nothing.
Result<void> check_sides(const std::vector<std::string>& files,
                         const std::vector<PerSide<std::uint64_t>>& counts) {
  bool has_empty = false;
  PerSide<std::uint64_t> all;
  for (const PerSide<std::uint64_t>& count : counts) {
    has_empty = has_empty || count[Side::websocket] + count[Side::webhook] == 0;
    for (const Side side : compare::sides)
      all[side] += count[side];
  }
  const bool is_complete = all[Side::websocket] > 0 && all[Side::webhook] > 0;
  if (is_complete || has_empty) return {};
  const bool has_websocket = all[Side::websocket] > 0;
  return config_error(
      "there is nothing to compare: " + names_of(files) + (files.size() == 1 ? " has" : " have") +
          (has_websocket ? " no webhooks, only events by WebSocket"
                         : " no events by WebSocket, only webhooks"),
      std::string("name a capture of the other side too: ") +
          (has_websocket ? "'streamctl listen --record'" : "'streamctl watch --record'") +
          " makes one");
}

}  // namespace

Result<ExitCode> compare_captures(const CompareOptions& options, Context& context) {
  if (auto good = check_files(options.files); !good) return std::move(good).error();
  Findings findings(context);
  compare::Comparison comparison({.types = options.types,
                                  .calls = options.calls,
                                  .only_overlap = options.overlap,
                                  .limits = {}},
                                 findings);
  auto source = compare::MergedSource::open(
      options.files, [&](WallTime from, WallTime to) { comparison.add_gap(from, to); },
      context.stop);
  if (!source) return std::move(source).error();
  MalformedPieces malformed(context);
  std::vector<PerSide<std::uint64_t>> counts(options.files.size());
  while (!context.stop.stop_requested()) {
    auto next = source->next();
    if (auto* unreadable = std::get_if<capture::Unreadable>(&next))
      return std::move(unreadable->error);
    if (const auto* piece = std::get_if<capture::Malformed>(&next)) {
      malformed.add(piece->error.what);
      continue;
    }
    auto* captured = std::get_if<compare::Captured>(&next);
    if (captured == nullptr) break;
    ++counts[captured->file][compare::side_of(captured->record)];
    comparison.add(std::move(captured->record), captured->facts);
  }
  if (context.stop.stop_requested()) return 128 + context.stop_signal;
  if (auto good = check_sides(options.files, counts); !good && malformed.count() == 0)
    return std::move(good).error();
  comparison.finish();
  print_report({comparison, findings, Clocks::unknown, malformed.count()}, context);
  if (malformed.count() > 0)
    return config_error(count_text(malformed.count()) +
                        (malformed.count() == 1 ? " line is malformed" : " lines are malformed"));
  return exit_code_of(comparison.summary(), options.strict, context);
}

}  // namespace streamctl::cli
