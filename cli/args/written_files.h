// The files that options name to be written: captures and reports. Nothing of the user's is lost to
// a name mixed up with another.
#pragma once

#include <string>

#include "capture/writer.h"
#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

/// Opens the capture of `option` (--record, --failed) for adding to it, and warns of a last line
/// that was cut off. "-" is refused: standard output is not a file to add to. Kind usage or config.
Result<capture::Writer> open_capture(const std::string& option, const std::string& path,
                                     capture::Durability durability, Context& context);

/// Whether the report of --junit can be written, asked before anything is done; an empty `path` is
/// none. Refused are "-", `capture` (what is recorded in the same run), and a file that holds
/// anything but a JUnit report. Kind usage or config.
Result<void> check_report(const std::string& path, const std::string& capture = "");

/// Writes the report, if `path` names one. Kind internal.
Result<void> write_report(const std::string& path, const std::string& report, Context& context);

}  // namespace streamctl::cli
