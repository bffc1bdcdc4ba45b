// What a replay reports at its end, and its exit code.
#pragma once

#include <cstdint>

#include "command.h"
#include "commands/replay/options.h"
#include "context.h"
#include "core/result.h"
#include "replay/replay.h"
#include "replay/source.h"

namespace streamctl::cli {

/// Warns about what was found out while reading the events.
void report_source(const ReplayOptions& options, const replay::Notes& notes, Context& context);

/// The same, and what was found out while sending them.
void report_notes(const ReplayOptions& options, const replay::Replay& replay, std::uint64_t seed,
                  Context& context);

/// The exit code of a replay that was not stopped, after reporting what is missing. `is_success`:
/// what was found was sent as required. Kind config:
/// there were malformed lines.
Result<ExitCode> conclude(const ReplayOptions& options, const replay::Notes& notes,
                          std::uint64_t malformed, bool is_success, Context& context);

}  // namespace streamctl::cli
