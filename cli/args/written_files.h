// Opens the output files that options name, captures and reports, without overwriting a user's file
// that was named by mistake.
#pragma once

#include <string>

#include "capture/writer.h"
#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

/// Opens the capture of `option` (--record, --failed) for appending, and warns about a truncated
/// last line. Refuses "-": standard output cannot be appended to. Kind usage or config.
Result<capture::Writer> open_capture(const std::string& option, const std::string& path,
                                     capture::Durability durability, Context& context);

/// Checks, before anything else runs, that the report of --junit can be written; an empty `path`
/// means none. Refuses "-", `capture` (recorded in the same run), and a file with any content but a
/// JUnit report. Kind usage or config.
Result<void> check_report(const std::string& path, const std::string& capture = "");

/// Writes the report, if `path` names one. Kind internal.
Result<void> write_report(const std::string& path, const std::string& report, Context& context);

}  // namespace streamctl::cli
