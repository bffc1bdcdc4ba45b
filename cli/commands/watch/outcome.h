// The result of a run of `watch`: its exit code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "command.h"
#include "commands/watch/options.h"
#include "context.h"
#include "listener/expectations.h"

namespace streamctl::cli {

struct WatchOutcome {
  std::optional<Error> failure;            ///< Why the session with Stream ended.
  std::optional<Error> recording_failure;  ///< Events are missing from the capture.
  bool timed_out = false;
  bool is_watching = false;  ///< The calls were watched at some point.
  std::string loss;          ///< The last reason for a missing connection; may be empty.
  std::uint64_t deliveries_failed = 0;
};

/// Exit code 0 if all expected events were received, or an error that names the missing ones.
Result<ExitCode> verdict_on(const WatchOutcome& outcome, const WatchSetup& setup,
                            const listener::Expectations& expectations, const Context& context);

}  // namespace streamctl::cli
