// The options for recording received events to a capture: --record and --fsync.
#pragma once

#include <optional>
#include <string>

#include "args/arguments.h"
#include "capture/writer.h"
#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

struct RecordOptions {
  std::string file;    ///< Empty: no recording.
  bool fsync = false;  ///< Survives a power loss too.
};

/// Their heading in the help.
inline constexpr const char* record_group = "Recording";

/// `help` is the help text of --record.
void declare_record(Arguments& arguments, RecordOptions& options, const std::string& help);

/// Kind usage.
Result<void> check_record(const RecordOptions& options);

/// Opens the capture, if any, after checking that `report` (--junit, may be empty) is writable. See
/// open_capture() and check_report().
Result<std::optional<capture::Writer>> open_record(const RecordOptions& options,
                                                   const std::string& report, Context& context);

}  // namespace streamctl::cli
