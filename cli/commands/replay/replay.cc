#include "commands/replay/replay.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/credentials.h"
#include "args/filter.h"
#include "args/options.h"
#include "args/target.h"
#include "args/text_input.h"
#include "args/written_files.h"
#include "capture/history.h"
#include "capture/writer.h"
#include "commands/replay/output.h"
#include "commands/replay/resume_command.h"
#include "core/json.h"
#include "core/text.h"
#include "core/units.h"
#include "delivery/deliver_all.h"
#include "error_report.h"
#include "render/deliveries.h"
#include "replay/replay.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t concurrency_most = 1'000;  // Of the usual 1,024 descriptors.
constexpr std::uint64_t count_most = 1'000'000'000'000;
constexpr std::uint64_t shuffle_most = 10'000;  // Each holds an event in memory.
constexpr std::size_t shown_response_bytes = 2048;
constexpr std::chrono::milliseconds late_from{5};

struct ReplayOptions {
  std::vector<std::string> files;
  std::optional<std::uint64_t> last;
  std::vector<std::string> ids;
  FilterOptions filters;
  TargetOptions target;
  delivery::Policy policy;
  std::optional<double> speed;
  std::optional<double> rate;
  std::uint64_t concurrency = 1;
  std::uint64_t skip = 0;
  std::optional<std::uint64_t> limit;
  bool keep_ids = false;
  bool verbatim = false;
  std::string failed;
  std::optional<double> duplicate;
  std::uint64_t shuffle = 0;
  std::optional<std::uint64_t> seed;
  bool skip_malformed = false;
  bool show_response = false;
  std::optional<Arguments> arguments;  ///< As typed, for the command that resumes.
};

void declare(Arguments& arguments, ReplayOptions& options) {
  options.arguments = arguments;
  arguments
      .texts("FILE", options.files,
             "Captures, events as JSON or JSON Lines, queue dumps, other tools' exports, gzip of "
             "these; - is standard input")
      .metavar(file_metavar);
  arguments.count("--last", options.last, 1, count_most,
                  "Only the last N; without FILE, from listen's history");
  arguments.texts("--id", options.ids, "Only this webhook id").metavar("WEBHOOK-ID");
  declare_filters(arguments, options.filters);
  arguments.count("--skip", options.skip, 0, count_most, "Leave out the first N").group("Filters");
  arguments.count("--limit", options.limit, 1, count_most, "Send at most N").group("Filters");
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
  declare_target(arguments, options.target);
  declare_policy(arguments, options.policy);
  arguments.flag("--keep-ids", options.keep_ids,
                 "Send the recorded webhook ids instead of new ones");
  arguments.flag("--verbatim", options.verbatim,
                 "Send the recorded header fields and signature; nothing is signed again");
  arguments.text("--failed", options.failed, "Write undelivered events to this capture")
      .metavar(file_metavar);
  arguments.flag("--skip-malformed", options.skip_malformed,
                 "Do not exit with 2 because of malformed lines");
  arguments.flag("--show-response", options.show_response, "Show the target's answers");
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

/// The inputs: the named files, or those of the history.
Result<std::vector<std::string>> input_files(const ReplayOptions& options, const Context& context) {
  if (!options.files.empty()) return options.files;
  if (!options.last && options.ids.empty()) {
    return usage_error("nothing to replay",
                       "name a FILE, - for standard input, or --last N for the latest deliveries");
  }
  auto files = capture::history_files(context.settings.state_directory);
  std::erase_if(files,
                [](const std::string& path) { return !capture::ValueReader::open(path).ok(); });
  if (files.empty()) {
    return config_error(
        "there is no history",
        "'streamctl listen' keeps one, unless it is given --record or --no-history");
  }
  return files;
}

Result<replay::Plan> make_plan(const ReplayOptions& options, const Context& context) {
  replay::Plan plan;
  auto files = input_files(options, context);
  if (!files) return std::move(files).error();
  plan.files = *std::move(files);
  auto filter = make_filter(options.filters, context);
  if (!filter) return std::move(filter).error();
  plan.filter = *std::move(filter);
  plan.selection = options.filters.selection;
  plan.last = options.last;
  plan.ids = {options.ids.begin(), options.ids.end()};
  plan.skip = options.skip;
  plan.limit = options.limit;
  plan.speed = options.speed.value_or(0);
  plan.keep_ids = options.keep_ids;
  plan.verbatim = options.verbatim;
  plan.keeps_records = !options.failed.empty();
  plan.duplicate = options.duplicate.value_or(0);
  plan.shuffle = options.shuffle;
  plan.stop = context.stop;
  return plan;
}

/// Whether `path` is a regular file; standard input may be one too.
bool is_regular(const std::string& path) {
  std::error_code none;
  return std::filesystem::is_regular_file(path == "-" ? "/dev/stdin" : path, none);
}

/// The command that resumes this replay after the first `done` events.
std::string resuming_command(const ReplayOptions& options, std::uint64_t done) {
  std::optional<std::uint64_t> limit = options.limit;
  if (limit) *limit -= std::min(*limit, done);
  return resume_command(options.arguments->all_given(), options.skip + done, limit);
}

void report_notes(const ReplayOptions& options, const replay::Replay& replay, std::uint64_t seed,
                  Context& context) {
  if (context.quiet) return;
  const replay::Notes& notes = replay.notes();
  if (notes.filter_failures.total() > 0) report_warning(context, notes.filter_failures.summary());
  if (notes.parsed > 0) {
    report_warning(context, count_text(notes.parsed) +
                                (notes.parsed == 1 ? " event was" : " events were") +
                                " kept as parsed JSON, not as the bytes received: a recorded "
                                "signature does not hold");
  }
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

/// Reports the requested ids that were not found. Returns whether all were found.
bool found_all(const ReplayOptions& options, const replay::Notes& notes, Context& context) {
  if (options.limit || options.last) return true;  // The missing ones may be beyond the limit.
  bool all = true;
  for (const std::string& id : options.ids) {
    if (notes.found_ids.contains(id)) continue;
    report_warning(context, "no event has the webhook id " + printable(id));
    all = false;
  }
  return all;
}

/// Reports why there was nothing to send. Returns whether there was an event to send.
bool found_any(const ReplayOptions& options, const replay::Notes& notes, Context& context) {
  if (notes.events > 0) return true;
  if (notes.found_ids.size() < options.ids.size() && notes.read > 0)
    return false;  // found_all() reports it.
  std::vector<std::string> names;
  for (const std::string& file : options.files)
    names.push_back(input_name(file));
  const std::string where = names.empty() ? "the history" : joined(names, ", ");
  const std::string all =
      notes.read == 1 ? "the one event" : "the " + count_text(notes.read) + " events";
  report_warning(context, notes.read == 0     ? "there is no event in " + where
                          : notes.skipped > 0 ? "no event is left behind those that --skip names"
                                              : "none of " + all + " in " + where + " is wanted");
  return false;
}

/// `files` are the inputs, which must not include the file of failed events: it would be read while
/// it grows.
Result<std::optional<capture::Writer>> open_failed(const std::string& path,
                                                   const std::vector<std::string>& files,
                                                   Context& context) {
  if (path.empty()) return std::optional<capture::Writer>();
  std::error_code none;
  for (const std::string& file : files) {
    if (std::filesystem::equivalent(file == "-" ? "/dev/stdin" : file, path, none))
      return option_error("--failed", "'" + printable(path) + "' is what is replayed",
                          "name another file");
  }
  auto writer = open_capture("--failed", path, capture::Durability::process, context);
  if (!writer) return std::move(writer).error();
  return std::optional(*std::move(writer));
}

Result<replay::Replay::Options> make_run(const ReplayOptions& options, Context& context) {
  auto target = resolve_target(options.target, context);
  if (!target) return std::move(target).error();
  if (!options.verbatim) {
    auto secret = require_secret(context);
    if (!secret) return std::move(secret).error();
    target->secret = *std::move(secret);
  }
  replay::Replay::Options run;
  run.delivery.sender.target = *std::move(target);
  run.delivery.sender.policy = options.policy;
  run.delivery.sender.concurrency = options.concurrency;
  run.delivery.sender.response_bytes_max = options.show_response ? shown_response_bytes : 0;
  run.delivery.rate = options.rate;
  run.reports_exchanges = context.verbose;
  return run;
}

/// Reports the progress of a stopped replay, and the command that resumes it.
ExitCode report_stop(const ReplayOptions& options, std::uint64_t done, Context& context) {
  if (!context.quiet)
    context.err << "stopped after " << count_text(done) << (done == 1 ? " event" : " events")
                << "; go on with\n  " << resuming_command(options, done) << '\n';
  return 128 + context.stop_signal;
}

Result<ExitCode> conclude(const ReplayOptions& options, const replay::Replay& replay,
                          const ReplayOutput& output, bool is_stopped, Context& context) {
  if (auto failure = replay.failure()) return *std::move(failure);
  if (is_stopped) return report_stop(options, replay.progress().contiguous(), context);
  if (const std::uint64_t malformed = output.malformed_count();
      malformed > 0 && !options.skip_malformed) {
    return config_error(count_text(malformed) + (malformed == 1 ? " malformed line was skipped"
                                                                : " malformed lines were skipped"),
                        "--skip-malformed takes that as given");
  }
  const bool found_ids = found_all(options, replay.notes(), context);
  const bool found = found_any(options, replay.notes(), context) && found_ids;
  return found && output.failed_count() == 0 ? 0 : 1;
}

Result<ExitCode> run(const ReplayOptions& options, Context& context) {
  if (auto good = check_policy(options.policy); !good) return std::move(good).error();
  warn_of_unknown_types(options.filters, context);
  auto plan = make_plan(options, context);
  if (!plan) return std::move(plan).error();
  auto run = make_run(options, context);
  if (!run) return std::move(run).error();
  auto failed = open_failed(options.failed, plan->files, context);
  if (!failed) return std::move(failed).error();

  const std::uint64_t seed = options.seed.value_or(context.random.below(1'000'000));
  const bool is_seeded = options.duplicate || options.shuffle > 0 || options.seed;
  ReplayOutput output(context, run->delivery.sender.target.url);
  replay::Replay replay(*std::move(plan), is_seeded ? Random(seed) : context.random,
                        *std::move(failed), output);
  if (auto begun = replay.begin(); !begun) return std::move(begun).error();
  // Do not read ahead in an input that is still being written.
  const bool is_live = !std::ranges::all_of(options.files, is_regular);
  const auto total = is_live ? std::nullopt : replay.total_if_few(timelines_max);
  output.begin(total, options.concurrency, is_live);
  run->delivery.awaits_source = is_live;
  const auto result = replay.run(*run, context.clock, context.stop);
  output.end(result.took);
  report_notes(options, replay, seed, context);
  return conclude(options, replay, output, result.stopped, context);
}

}  // namespace

Command replay() {
  return {"replay",
          "send",
          "Send captured events again",
          "Sends the events of a file, signed with your secret and under Stream's retry policy. It "
          "reads captures that listen recorded, JSON arrays of events, single events, JSON Lines, "
          "bodies of SQS and SNS messages, and requests that other tools exported: HAR files, "
          "exports of ngrok, webhook.site, smee, Hookdeck, Svix Play, Postman and the like, HTTP "
          "events of AWS. Any of these may be compressed with gzip. Events are sent in order, one "
          "at a time, as fast as they are answered, unless options change that.\n\n"
          "Files of any size are read in constant memory. Malformed lines are reported with their "
          "number and skipped; the exit code is then 2. It is 1 if there is nothing to send, as "
          "with grep. Ctrl-C reports how far the replay came, and prints the command that resumes "
          "it from the first event whose delivery had not finished: that event is sent again, and "
          "is not in --failed.\n\n"
          "--filter runs in a separate process, as in 'streamctl listen'. An event for which it "
          "fails, crashes or takes longer than --filter-timeout is left out and counted.",
          {{"streamctl replay capture.jsonl", "Everything, in order, to http://127.0.0.1:8080/"},
           {"streamctl replay --last 5", "The five latest deliveries that listen received"},
           {"streamctl replay capture.jsonl --speed 1", "At the recorded pace"},
           {"streamctl replay capture.jsonl --type 'call.session_*' --limit 10", "Part of it"},
           {"streamctl replay capture.jsonl --duplicate 0.1 --shuffle 5 --seed 42",
            "With duplicates and out of order"},
           {"streamctl replay capture.jsonl --failed failed.jsonl",
            "Keep the failed events, to try them again"}},
          bound<ReplayOptions>(declare, run)};
}

}  // namespace streamctl::cli
