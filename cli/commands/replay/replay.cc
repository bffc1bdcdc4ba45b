#include "commands/replay/replay.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "args/event.h"
#include "args/filter.h"
#include "args/options.h"
#include "args/require.h"
#include "args/target.h"
#include "args/written_files.h"
#include "capture/writer.h"
#include "commands/replay/edit.h"
#include "commands/replay/input.h"
#include "commands/replay/options.h"
#include "commands/replay/outcome.h"
#include "commands/replay/output.h"
#include "commands/replay/print.h"
#include "commands/replay/resume_command.h"
#include "core/text.h"
#include "delivery/deliver_all.h"
#include "render/deliveries.h"
#include "render/printed_requests.h"
#include "replay/replay.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t shown_response_bytes = 2048;

Result<replay::Plan> make_plan(const ReplayOptions& options, Context& context) {
  replay::Plan plan;
  if (auto good = plan_input(options, context, plan); !good) return std::move(good).error();
  auto filter = make_filter(options.filters, context);
  if (!filter) return std::move(filter).error();
  plan.filter = *std::move(filter);
  plan.selection = options.filters.selection;
  auto changes = read_changes(options.overrides, context);
  if (!changes) return std::move(changes).error();
  plan.changes = *std::move(changes);
  plan.last = options.last;
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
    auto secret = secret_for(*target, context);
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

/// Prints the command that resumes a stopped replay after the first `done` events.
ExitCode report_stop(const ReplayOptions& options, std::uint64_t done, Context& context) {
  if (!options.edit && !context.quiet)  // Nobody can make the same edit again by a command.
    context.err << "go on with\n  " << resuming_command(options, done) << '\n';
  return 128 + context.stop_signal;
}

/// --print: prints the requests without sending them.
Result<ExitCode> print(const ReplayOptions& options, replay::Plan plan, const Random& random,
                       Context& context) {
  const auto form = options.form == ReplayForm::curl ? PrintForm::curl : PrintForm::bodies;
  delivery::Target target;
  if (form == PrintForm::curl) {
    auto run = make_run(options, context);
    if (!run) return std::move(run).error();
    target = std::move(run->delivery.sender.target);
  }
  ReplayOutput output(context);
  PrintObserver observer(output);
  replay::Source source(std::move(plan), random, observer);
  if (auto begun = source.begin(); !begun) return std::move(begun).error();
  if (options.edit) {
    std::optional<ScratchFile> printed;
    auto ended = edit(source, printed, context);
    if (!ended) return std::move(ended).error();
    if (*ended) return **ended;
  }
  const ExitCode code = print_requests([&source] { return source.next(); }, target, form, context);
  if (source.failure()) return *source.failure();
  if (code != 0) return code;
  report_source(options, source.notes(), context);
  return conclude(options, source.notes(), output.malformed_count(), true, context);
}

Result<ExitCode> send(const ReplayOptions& options, replay::Plan plan, Context& context) {
  auto run = make_run(options, context);
  if (!run) return std::move(run).error();
  auto failed = open_failed(options.failed, plan.files, context);
  if (!failed) return std::move(failed).error();

  const std::uint64_t seed = options.seed.value_or(context.random.below(1'000'000));
  const bool is_seeded = options.duplicate || options.shuffle > 0 || options.seed;
  ReplayOutput output(context);
  replay::Replay replay(std::move(plan), is_seeded ? Random(seed) : context.random,
                        *std::move(failed), output);
  if (auto begun = replay.begin(); !begun) return std::move(begun).error();
  std::optional<ScratchFile> edited;
  if (options.edit) {
    auto ended = edit(replay.source(), edited, context);
    if (!ended) return std::move(ended).error();
    if (*ended) return **ended;
  }
  if (auto opened = output.page().open(options.ui, run->delivery.sender.target, context); !opened)
    return std::move(opened).error();
  // Do not read ahead in an input that is still being written.
  const bool is_live = !options.edit && !std::ranges::all_of(options.files, is_regular);
  const auto total = is_live ? std::nullopt : replay.total_if_few(timelines_max);
  output.begin({.total = total,
                .concurrency = options.concurrency,
                .url = run->delivery.sender.target.url,
                .is_live = is_live,
                .requirements = *read_requirements(options.require),
                .share = [&replay](std::uint64_t done) { return replay.source().share(done); }});
  run->delivery.awaits_source = is_live;
  const auto result = replay.run(*run, context.clock, context.stop);
  output.end(result);
  if (!result.stopped) output.page().linger(context);
  if (edited && (result.stopped || replay.failure() || !output.is_success()))
    keep_edited(*edited, context);
  report_notes(options, replay, seed, context);
  if (auto failure = replay.failure()) return *std::move(failure);
  if (result.stopped) {
    output.stopped(total, replay.source().share(output.sent()));
    return report_stop(options, replay.progress().contiguous(), context);
  }
  return conclude(options, replay.notes(), output.malformed_count(), output.is_success(), context);
}

Result<ExitCode> run(const ReplayOptions& options, Context& context) {
  if (options.form)
    context.output = *options.form == ReplayForm::json ? Output::json : Output::pretty;
  if (auto good = check_replay(options); !good) return std::move(good).error();
  warn_of_unknown_types(options.filters, context);
  auto plan = make_plan(options, context);
  if (!plan) return std::move(plan).error();
  if (!options.print) return send(options, *std::move(plan), context);
  const Random random = options.seed ? Random(*options.seed) : context.random;
  return print(options, *std::move(plan), random, context);
}

}  // namespace

Command replay() {
  return {"replay",
          "send",
          "Send captured events again",
          "Sends the events of a file, signed with your secret and under Stream's retry policy. It "
          "reads captures that listen recorded, JSON arrays of events, single events, JSON Lines, "
          "bodies of SQS and SNS messages, base64 of events, HTTP messages as they were sent, and "
          "requests that other tools exported: HAR files, exports of ngrok, webhook.site, smee, "
          "Hookdeck, Svix Play, Postman and the like, HTTP "
          "events of AWS. Any of these may be compressed with gzip. Events are sent in order, one "
          "at a time, as fast as they are answered, unless options change that.\n\n"
          "--data, --set and --unset change the events, in this order; --edit opens them in "
          "$VISUAL, $EDITOR or vi, up to 100 at once, and sends them once the editor has ended. An "
          "event that is not changed is sent to the byte as it was recorded. --print shows what "
          "would be sent.\n\n"
          "Without FILE, the events are those of listen's history: the --last ones, those with an "
          "--id, those received --since or --until a time, those that a target refused "
          "(--failed-forward), or what several of these leave. With FILE they select from it.\n\n"
          "Files of any size are read in constant memory. Malformed lines are reported with their "
          "number and skipped; the exit code is then 2. It is 1 if there is nothing to send, as "
          "with grep, if a delivery failed, or if --require is not met; with --require 'failed<1%' "
          "deliveries may fail. Ctrl-C reports how far the replay came, and prints the command "
          "that resumes it from the first event whose delivery had not finished: that event is "
          "sent again, and "
          "is not in --failed.\n\n"
          "With --ui, the page stays after the last delivery for as long as it is open; on a "
          "terminal, it waits until it was opened and closed, or for Ctrl-C.\n\n"
          "--filter runs in a separate process, as in 'streamctl listen'. An event for which it "
          "fails, crashes or takes longer than --filter-timeout is left out and counted.",
          {{"streamctl replay capture.jsonl", "Everything, in order, to http://127.0.0.1:8080/"},
           {"streamctl replay --last 5", "The five latest deliveries that listen received"},
           {"streamctl replay --since 15m --type 'call.*'", "Received in the last 15 minutes"},
           {"streamctl replay capture.jsonl --speed 1", "At the recorded pace"},
           {"streamctl replay capture.jsonl --type 'call.session_*' --limit 10", "Part of it"},
           {"streamctl replay capture.jsonl --duplicate 0.1 --shuffle 5 --seed 42",
            "With duplicates and out of order"},
           {"streamctl replay --last 1 --set call.custom.room=blue --unset call.custom.seat",
            "The latest one, changed"},
           {"streamctl replay --last 1 --edit", "The latest one, edited by hand"},
           {"streamctl replay --last 1 --print --output curl", "The same as a curl command"},
           {"streamctl replay capture.jsonl --failed failed.jsonl",
            "Keep the failed events, to try them again"}},
          bound<ReplayOptions>(declare_replay, run)};
}

}  // namespace streamctl::cli
