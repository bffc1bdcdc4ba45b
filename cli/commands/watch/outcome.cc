#include "commands/watch/outcome.h"

#include "args/stop.h"
#include "core/text.h"
#include "core/units.h"

namespace streamctl::cli {

Result<ExitCode> verdict_on(const WatchOutcome& outcome, const WatchSetup& setup,
                            const listener::Expectations& expectations, const Context& context) {
  if (auto error = forbidden_error(expectations)) return *std::move(error);
  if (outcome.failure) return *outcome.failure;
  if (outcome.recording_failure) return *outcome.recording_failure;
  const bool met = !expectations.any() || expectations.met();
  const bool has_end = expectations.any() || setup.duration;
  const bool is_complete = met && expectations.any();
  const bool is_stopped = context.stop.stop_requested();
  if (is_stopped && has_end && !is_complete) return 128 + context.stop_signal;
  if (!met) {
    const std::string when =
        outcome.timed_out ? "within " + duration_text(*setup.timeout) : "before the end";
    return unmet_error(expectations, when,
                       outcome.is_watching ? "" : "the calls were not watched yet");
  }
  // Without a connection, events can be neither received nor ruled out.
  if (setup.duration && !outcome.is_watching && !is_stopped) {
    return network_error("no connection to " + printable(setup.watcher.access.base_url) +
                         " within " + duration_text(*setup.duration) +
                         (outcome.loss.empty() ? "" : ": " + outcome.loss));
  }
  if (has_end && outcome.deliveries_failed > 0) {
    return refused_error(count_text(outcome.deliveries_failed) +
                         (outcome.deliveries_failed == 1 ? " delivery" : " deliveries") +
                         (setup.routes.size() > 1 ? " to the targets of --forward-to failed"
                                                  : " to the target of --forward-to failed"));
  }
  return 0;
}

}  // namespace streamctl::cli
