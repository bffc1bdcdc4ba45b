// The capture that a command records what it receives to: --record and --fsync.
#pragma once

#include <optional>
#include <string>

#include "args/arguments.h"
#include "capture/writer.h"
#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

struct RecordOptions {
  std::string file;    ///< Empty: nothing is recorded.
  bool fsync = false;  ///< A power loss loses nothing either.
};

/// Their heading in the help.
inline constexpr const char* record_group = "Recording";

/// `help` is that of --record.
void declare_record(Arguments& arguments, RecordOptions& options, const std::string& help);

/// Kind usage.
Result<void> check_record(const RecordOptions& options);

/// Opens the capture, if there is one, once `report` (--junit, may be empty) is known to be
/// writable. See open_capture() and check_report().
Result<std::optional<capture::Writer>> open_record(const RecordOptions& options,
                                                   const std::string& report, Context& context);

}  // namespace streamctl::cli
