#include "commands/listen/outcome.h"

#include "args/stop.h"
#include "core/text.h"
#include "core/units.h"
#include "error_report.h"

namespace streamctl::cli {
namespace {

/// Names the missing events, and the likely cause.
Error not_met(const ListenOutcome& outcome, const ListenPlan& plan,
              const listener::Expectations& expectations, const listener::Tally& tally,
              const std::string& source) {
  std::string when =
      outcome.timed_out ? "within " + duration_text(*plan.timeout) : "before the end";
  if (outcome.command_failed())
    when = "before the command ended with " + std::to_string(outcome.command_code);
  std::string hint;
  if (tally.refused > 0 && plan.server.opens_port)
    hint = count_text(tally.refused) + " refused: is it the right secret?";
  if (tally.received == 0)
    hint = "nothing came at all: are events sent to " + printable(source) + "?";
  return unmet_error(expectations, when, hint);
}

}  // namespace

Result<ExitCode> verdict_on(const ListenOutcome& outcome, const ListenPlan& plan,
                            const listener::Expectations& expectations,
                            const listener::Tally& tally, const std::string& source,
                            Context& context) {
  if (outcome.start_error) return *outcome.start_error;
  if (outcome.is_preview) return 0;
  if (outcome.queue_error) return *outcome.queue_error;
  if (auto error = forbidden_error(expectations)) return *std::move(error);
  const bool met = !expectations.any() || expectations.met();
  if (outcome.command_failed()) {
    if (!met)
      report_error(context.err, not_met(outcome, plan, expectations, tally, source), context.output,
                   context.err_terminal);
    return outcome.command_code;
  }
  const bool has_end =
      expectations.any() || plan.duration || outcome.has_command || outcome.command_waits;
  const bool is_complete =
      met && expectations.any() && !outcome.command_waits && !outcome.cut_short;
  if (context.stop.stop_requested() && has_end && !is_complete) return 128 + context.stop_signal;
  if (outcome.command_waits)
    return refused_error("the command was not run: there was no public address until the end",
                         "give it more time with --for or --timeout");
  if (met) return 0;
  return not_met(outcome, plan, expectations, tally, source);
}

std::vector<JunitCase> report_cases(const ListenOutcome& outcome,
                                    const listener::Expectations& expectations,
                                    std::chrono::nanoseconds took) {
  std::vector<JunitCase> cases = cases_of(expectations, took);
  if (outcome.command_ended && !outcome.cut_short)
    cases.push_back(
        {"command",
         outcome.command_code == 0 ? JunitCase::Result::passed : JunitCase::Result::failed,
         "exit code " + std::to_string(outcome.command_code), "", took});
  return cases;
}

}  // namespace streamctl::cli
