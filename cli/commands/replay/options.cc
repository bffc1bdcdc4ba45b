#include "commands/replay/options.h"

#include <algorithm>
#include <utility>

#include "args/options.h"
#include "args/require.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t concurrency_most = 1'000;  // Of the usual 1,024 descriptors.
constexpr std::uint64_t count_most = 1'000'000'000'000;
constexpr std::uint64_t shuffle_most = 10'000;  // Each holds an event in memory.

void declare_choice(Arguments& arguments, ReplayOptions& options) {
  arguments.count("--last", options.last, 1, count_most,
                  "Only the last N; without FILE, from listen's history");
  arguments
      .texts("--id", options.ids,
             "Only this webhook id, in every recorded attempt (with --last 1: the last one); its "
             "first 6 characters or more are enough")
      .metavar(webhook_id_metavar);
  declare_period(arguments, options.period);
  arguments
      .flag("--failed-forward", options.failed_forward,
            "Only what a target of --forward-to has not accepted in any attempt, each once")
      .group("Filters");
  declare_filters(arguments, options.filters);
  arguments.count("--skip", options.skip, 0, count_most, "Leave out the first N").group("Filters");
  arguments.count("--limit", options.limit, 1, count_most, "Send at most N").group("Filters");
}

}  // namespace

void declare_replay(Arguments& arguments, ReplayOptions& options) {
  options.arguments = arguments;
  arguments
      .texts("FILE", options.files,
             "Captures, events as JSON or JSON Lines, queue dumps, other tools' exports, gzip of "
             "these; - is standard input")
      .metavar(file_metavar);
  declare_choice(arguments, options);
  declare_settings(arguments, options.overrides);
  declare_unset(arguments, options.overrides);
  arguments
      .flag("--edit", options.edit, "Edit the events in $VISUAL or $EDITOR before they are sent")
      .group("Event");
  arguments
      .number("--speed", options.speed, 0.001, 1e6,
              "Replay this many times as fast as recorded; otherwise as fast as answers arrive")
      .group("Load");
  arguments
      .number("--rate", options.rate, 0.001, 1e6, "Start at most this many deliveries per second")
      .group("Load");
  arguments
      .count("--concurrency", options.concurrency, 1, concurrency_most,
             "Have at most this many deliveries in progress at once")
      .group("Load");
  declare_require(arguments, options.require);
  declare_target(arguments, options.target);
  declare_policy(arguments, options.policy);
  declare_ui(arguments, options.ui);
  arguments.flag("--keep-ids", options.keep_ids,
                 "Send the recorded webhook ids instead of new ones");
  arguments.flag("--verbatim", options.verbatim,
                 "Send the recorded header fields and signature; nothing is signed again");
  arguments.text("--failed", options.failed, "Write undelivered events to this capture")
      .metavar(file_metavar);
  arguments.flag("--skip-malformed", options.skip_malformed,
                 "Do not exit with 2 because of malformed lines");
  arguments.flag("--print", options.print,
                 "Send nothing: print the bodies; with --output curl, commands that send them");
  arguments.flag("--show-response", options.show_response, "Show the target's answers");
  // Replaces the option that every command has: this one accepts an additional word.
  arguments
      .choice(
          "-o,--output", options.form,
          {{"pretty", ReplayForm::pretty}, {"json", ReplayForm::json}, {"curl", ReplayForm::curl}},
          "For people, JSON Lines, or (with --print) curl commands")
      .shown_default("pretty");
  constexpr const char* chaos = "Chaos";
  arguments
      .number("--duplicate", options.duplicate, 0, 1,
              "Probability that an event is sent twice, under one id")
      .group(chaos);
  arguments
      .count("--shuffle", options.shuffle, 0, shuffle_most,
             "Send events up to N places out of order")
      .group(chaos);
  arguments.count("--seed", options.seed, 0, UINT64_MAX, "The same seed makes the same chaos")
      .group(chaos);
}

bool is_changing(const ReplayOptions& options) {
  const OverrideOptions& changes = options.overrides;
  return changes.data || !changes.set.empty() || !changes.unset.empty();
}

Result<void> check_replay(const ReplayOptions& options) {
  if (options.form == ReplayForm::curl && !options.print)
    return option_error("--output", "curl commands are printed, not sent", "pass --print too");
  if (auto good = check_ui(options.ui); !good) return good;
  if (options.print && options.ui.is_wanted)
    return option_error("--ui", "nothing is sent with --print", "leave out one of them");
  const char* changing = options.edit                     ? "--edit"
                         : !options.overrides.set.empty() ? "--set"
                         : options.overrides.data         ? "--data"
                                                          : "--unset";
  if (options.verbatim && (options.edit || is_changing(options)))
    return option_error(changing, "the signature that --verbatim sends does not hold then",
                        "leave out --verbatim; --keep-ids sends the recorded webhook ids");
  if (auto good = read_requirements(options.require); !good) return std::move(good).error();
  return check_policy(options.policy);
}

}  // namespace streamctl::cli
