// The result of a run of `listen`: its exit code, and its CI report.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "command.h"
#include "commands/listen/options.h"
#include "context.h"
#include "listener/expectations.h"
#include "listener/tally.h"
#include "render/junit.h"

namespace streamctl::cli {

struct ListenOutcome {
  bool command_waits = false;  ///< It has not been run: no public address held.
  bool has_command = false;
  bool command_ended = false;
  bool cut_short = false;  ///< The listener ended the command, not the command itself.
  int command_code = 0;
  bool timed_out = false;
  bool is_preview = false;  ///< Of --dry-run: nothing was waited for.
  std::optional<Error> queue_error;
  std::optional<Error> start_error;  ///< There is no public address, or the command cannot be run.

  /// The command exited by itself with a non-zero code.
  [[nodiscard]] bool command_failed() const {
    return command_ended && !cut_short && command_code != 0;
  }
};

/// Exit code 0 if all expected events were received, or an error that names the missing ones.
/// `source` is the URL or the queue that the events were expected from.
Result<ExitCode> verdict_on(const ListenOutcome& outcome, const ListenPlan& plan,
                            const listener::Expectations& expectations,
                            const listener::Tally& tally, const std::string& source,
                            Context& context);

/// The cases of a JUnit report: one per expectation, and one for the command.
std::vector<JunitCase> report_cases(const ListenOutcome& outcome,
                                    const listener::Expectations& expectations,
                                    std::chrono::nanoseconds took);

}  // namespace streamctl::cli
