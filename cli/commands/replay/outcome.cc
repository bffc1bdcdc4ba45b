#include "commands/replay/outcome.h"

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include "args/text_input.h"
#include "core/text.h"
#include "core/units.h"
#include "error_report.h"

namespace streamctl::cli {
namespace {

constexpr std::chrono::milliseconds late_from{5};

/// Reports the requested ids that were not found. Returns whether all were found.
bool found_all(const ReplayOptions& options, const replay::Notes& notes, Context& context) {
  // The missing ones may be beyond the limit; the history was asked for them before.
  if (options.limit || options.last || options.files.empty()) return true;
  bool all = true;
  const auto is_found = [&](const std::string& id) {
    const auto found = notes.found_ids.lower_bound(id);
    return found != notes.found_ids.end() && found->starts_with(id);
  };
  for (const std::string& id : options.ids) {
    if (is_found(id) || options.failed_forward) continue;
    report_warning(context, "no event has the webhook id " + printable(id));
    all = false;
  }
  return all;
}

/// Reports why there was nothing to send. Returns whether there was an event to send.
bool found_any(const ReplayOptions& options, const replay::Notes& notes, Context& context) {
  if (notes.events > 0) return true;
  std::vector<std::string> names;
  for (const std::string& file : options.files)
    names.push_back(input_name(file));
  const std::string where = names.empty() ? "the history" : joined(names, ", ");
  const std::string all =
      notes.read == 1 ? "the one event" : "the " + count_text(notes.read) + " events";
  report_warning(context, notes.read == 0     ? "there is no event in " + where
                          : notes.skipped > 0 ? "--skip leaves out " + all + " in " + where
                          : notes.read == 1   ? all + " in " + where + " is not wanted"
                                              : "none of " + all + " in " + where + " is wanted");
  return false;
}

}  // namespace

void report_source(const ReplayOptions& options, const replay::Notes& notes, Context& context) {
  if (notes.filter_failures.total() > 0) report_warning(context, notes.filter_failures.summary());
  if (notes.parsed > 0) {
    report_warning(context, count_text(notes.parsed) +
                                (notes.parsed == 1 ? " event was" : " events were") +
                                " kept as parsed JSON, not as the bytes received: a recorded "
                                "signature does not hold");
  }
  if (is_changing(options) && notes.changed == 0 && notes.events > 0 && !options.edit)
    report_warning(context, "--set, --data and --unset changed nothing in the events");
}

void report_notes(const ReplayOptions& options, const replay::Replay& replay, std::uint64_t seed,
                  Context& context) {
  if (context.quiet) return;
  const replay::Notes& notes = replay.notes();
  report_source(options, notes, context);
  if (options.duplicate || options.shuffle > 0) {
    context.err << "chaos: " << count_text(notes.duplicated) << " sent twice, "
                << count_text(notes.displaced) << " out of order; --seed " << seed
                << " repeats it\n";
  }
  if (options.speed && notes.events > 0 && notes.timed == 0)
    report_warning(context, "--speed had no effect: no event has the time it was received at");
  if (const auto latest = replay.progress().latest(); options.speed && latest > late_from)
    report_warning(context, "ran up to " + duration_text(latest) + " behind the recorded pace");
}

Result<ExitCode> conclude(const ReplayOptions& options, const replay::Notes& notes,
                          std::uint64_t malformed, bool is_success, Context& context) {
  if (malformed > 0 && !options.skip_malformed) {
    return config_error(count_text(malformed) + (malformed == 1 ? " malformed line was skipped"
                                                                : " malformed lines were skipped"),
                        "--skip-malformed takes that as given");
  }
  const bool found = found_all(options, notes, context) && found_any(options, notes, context);
  return found && is_success ? 0 : 1;
}

}  // namespace streamctl::cli
