#include "commands/replay/input.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include "args/history_access.h"
#include "args/moment.h"
#include "args/options.h"
#include "core/text.h"
#include "history/query.h"
#include "replay/survey.h"

namespace streamctl::cli {
namespace {

/// Reads the history one delivery after the other, so that others may write meanwhile.
class HistoryReader {
 public:
  HistoryReader(history::Store store, std::deque<std::int64_t> numbers)
      : store_(std::move(store)), numbers_(std::move(numbers)) {}

  capture::Next<capture::Record> next() {
    while (!numbers_.empty()) {
      const std::int64_t number = numbers_.front();
      numbers_.pop_front();
      auto found = history::read(store_, number);
      if (!found) return capture::Unreadable{std::move(found).error()};
      if (!*found) continue;  // It has made room for others.
      capture::Record& record = (*found)->entry.record;
      if ((*found)->lost.empty()) return std::move(record);
      return capture::Malformed{
          config_error(printable((*found)->lost) + ": " + printable(record.webhook_id))};
    }
    return capture::EndOfInput{};
  }

 private:
  history::Store store_;
  std::deque<std::int64_t> numbers_;
};

/// Whether --last alone selects, so that no more needs to be read.
bool selects_last_only(const ReplayOptions& options) {
  const FilterOptions& filters = options.filters;
  return options.last && options.ids.empty() && filters.selection.types.empty() &&
         filters.selection.call.empty() && filters.expression.empty();
}

bool selects_from_history(const ReplayOptions& options) {
  return options.last || !options.ids.empty() || !options.period.since.empty() ||
         !options.period.until.empty() || options.failed_forward;
}

Result<void> plan_history(const ReplayOptions& options, Context& context, replay::Plan& plan) {
  auto store = open_history(context);
  if (!store) return std::move(store).error();
  for (const std::string& id : options.ids) {
    auto whole = history::resolve_id(*store, id);
    if (!whole) return std::move(whole).error();
    plan.ids.insert(*std::move(whole));
  }
  history::Query query;
  query.since = plan.since;
  query.until = plan.until;
  query.failed_forward = options.failed_forward;
  auto found = history::find(*store, query);
  if (!found) return std::move(found).error();
  if (found->empty() && (query.since || query.until || query.failed_forward))
    return refused_error("the history has no such delivery",
                         "'streamctl history' lists what there is");
  std::deque<std::int64_t> numbers(found->begin(), found->end());
  while (selects_last_only(options) && numbers.size() > *options.last)
    numbers.pop_front();
  const auto reader = std::make_shared<HistoryReader>(*std::move(store), std::move(numbers));
  plan.events = [reader] { return reader->next(); };
  return {};
}

/// Only what the captures tell that no target has accepted.
Result<void> plan_failed_forwards(const ReplayOptions& options, const Context& context,
                                  replay::Plan& plan) {
  auto failed = replay::failed_forwards(plan.files, context.stop);
  if (!failed) return std::move(failed).error();
  if (!options.ids.empty())
    std::erase_if(*failed, [&](const std::string& id) { return !plan.ids.contains(id); });
  if (failed->empty())
    return refused_error("no event of these was refused by a target, or none that is wanted");
  plan.ids = *std::move(failed);
  plan.once = true;
  return {};
}

Result<void> plan_files(const ReplayOptions& options, const Context& context, replay::Plan& plan) {
  plan.ids = {options.ids.begin(), options.ids.end()};
  std::error_code none;
  const bool can_read_twice = std::ranges::all_of(plan.files, [&](const std::string& file) {
    return std::filesystem::is_regular_file(file, none) ||
           (file != "-" && !std::filesystem::exists(file, none));  // To be reported as missing.
  });
  if (options.failed_forward && !can_read_twice)
    return option_error("--failed-forward", "the input can be read only once",
                        "name files: the answers of targets follow the events");
  if (!options.ids.empty() && can_read_twice) {
    auto complete = replay::complete_ids(plan.files, options.ids, context.stop);
    if (!complete) return std::move(complete).error();
    plan.ids = *std::move(complete);
  }
  return options.failed_forward ? plan_failed_forwards(options, context, plan) : Result<void>();
}

}  // namespace

Result<void> plan_input(const ReplayOptions& options, Context& context, replay::Plan& plan) {
  auto period = resolve_period(options.period, context.clock.now());
  if (!period) return std::move(period).error();
  plan.since = period->since;
  plan.until = period->until;
  plan.files = options.files;
  if (!plan.files.empty()) return plan_files(options, context, plan);
  if (!selects_from_history(options))
    return usage_error("nothing to replay",
                       "name a FILE, - for standard input, or --last N for the latest deliveries");
  return plan_history(options, context, plan);
}

}  // namespace streamctl::cli
