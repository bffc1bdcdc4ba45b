#include "commands/history/history.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "args/arguments.h"
#include "args/filter.h"
#include "args/history_access.h"
#include "args/moment.h"
#include "core/text.h"
#include "error_report.h"
#include "filter/failures.h"
#include "history/query.h"
#include "listener/selection.h"
#include "render/history.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t last_most = 1'000'000;

struct HistoryOptions {
  std::uint64_t last = 20;
  PeriodOptions period;
  bool failed = false;
  std::string search;
  FilterOptions filters;
};

void declare(Arguments& arguments, HistoryOptions& options) {
  arguments.count("--last", options.last, 1, last_most, "Only the last N of those selected");
  declare_period(arguments, options.period);
  arguments
      .flag("--failed", options.failed,
            "Only those not answered with success, by listen or by a target of --forward-to")
      .group("Filters");
  arguments
      .text("--search", options.search,
            "Only those with all these words, or words that begin so, in type, call, webhook id or "
            "body")
      .metavar("TEXT")
      .group("Filters");
  declare_filters(arguments, options.filters);
}

/// Judges deliveries by the filters that the database does not know.
class Sieve {
 public:
  Sieve(const HistoryOptions& options, std::unique_ptr<filter::Examiner> filter, Context& context)
      : selection_(options.filters.selection), filter_(std::move(filter)), context_(context) {}

  bool wants(const capture::Record& record) {
    if (!listener::passes(selection_, record.type, record.call_cid)) return false;
    if (!filter_) return true;
    const auto decision = filter_->examine(record.body, context_.stop);
    if (!decision) return false;  // Stopped.
    if (const auto words = failures_.note(*decision, {record.type, record.webhook_id}))
      report_warning(context_, *words);
    return decision->wanted;
  }

 private:
  const listener::Selection& selection_;
  std::unique_ptr<filter::Examiner> filter_;
  filter::Failures failures_;
  Context& context_;
};

Result<std::vector<history::Found>> select(const HistoryOptions& options, history::Store& store,
                                           const history::Query& query, Context& context) {
  auto filter = make_filter(options.filters, context);
  if (!filter) return std::move(filter).error();
  Sieve sieve(options, *std::move(filter), context);
  auto numbers = history::find(store, query);
  if (!numbers) {
    const bool is_search = numbers.error().kind == ErrorKind::usage;
    return is_search ? std::move(numbers).error().in("--search") : std::move(numbers).error();
  }
  std::vector<history::Found> selected;
  while (!numbers->empty() && selected.size() < options.last && !context.stop.stop_requested()) {
    auto found = history::read(store, numbers->back());
    numbers->pop_back();
    if (!found) return std::move(found).error();
    if (*found && sieve.wants((*found)->entry.record)) selected.push_back(**std::move(found));
  }
  std::reverse(selected.begin(), selected.end());
  return selected;
}

Result<ExitCode> run(const HistoryOptions& options, Context& context) {
  auto period = resolve_period(options.period, context.clock.now());
  if (!period) return std::move(period).error();
  warn_of_unknown_types(options.filters, context);
  auto store = open_history(context);
  if (!store) return std::move(store).error();
  history::Query query;
  query.since = period->since;
  query.until = period->until;
  query.failed = options.failed;
  query.search = options.search;
  auto selected = select(options, *store, query, context);
  if (!selected) return std::move(selected).error();
  if (context.output == Output::json) {
    for (const history::Found& found : *selected)
      context.out << history_lines(found);
  } else if (!selected->empty()) {
    context.out << render_history(*selected, context.clock.now(), context.out_terminal);
  }
  for (const history::Found& found : *selected)
    if (!found.lost.empty() && context.output == Output::json)
      report_warning(context,
                     printable(found.lost) + ": " + printable(found.entry.record.webhook_id));
  if (context.stop.stop_requested()) return 128 + context.stop_signal;
  if (!selected->empty()) return 0;
  report_warning(context, "the history has no such delivery");
  return 1;
}

}  // namespace

Command history() {
  return {
      .name = "history",
      .group = "look up",
      .summary = "List the latest deliveries that listen received",
      .description =
          "Lists deliveries in the order of arrival: time, the beginning of the webhook id, type, "
          "call, what listen answered, the attempt if it is not the first, and what each "
          "target "
          "of --forward-to answered. Wherever an id of the history is taken, its first 6 "
          "characters or more are enough. Without any delivery the exit code is 1, as with "
          "grep.\n\n"
          "Every listen keeps its deliveries here, unless it is given --no-history: up to 64 MiB, "
          "of which the oldest make room for new ones. Deliveries that were refused, because of a "
          "wrong signature for example, are not kept. Of deliveries that --record keeps, the "
          "history has only their place in the capture.\n\n"
          "With --output json each delivery is its record as in a capture, a line of the kind "
          "'answered', and one of the kind 'forwarded' for each target: 'streamctl history -o json "
          "> capture.jsonl' makes a capture.",
      .examples = {{"streamctl history", "The last 20"},
                   {"streamctl history --failed --since 1h", "What went wrong lately"},
                   {"streamctl history --search 'call created'", "By words"},
                   {"streamctl history --type 'call.session_*' --last 5 -o json", "For programs"}},
      .declare = bound<HistoryOptions>(declare, run),
      .commands = {history_show(), history_path()}};
}

}  // namespace streamctl::cli
