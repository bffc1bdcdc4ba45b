// A failure as the user sees it: one line, a hint, an exit code.
#pragma once

#include <iosfwd>
#include <string>

#include "context.h"
#include "core/error.h"

namespace streamctl::cli {

/// 2 for usage and configuration, 3 for the network, 1 for the rest.
int exit_code_of(ErrorKind kind);

/// "streamctl: error: …" and at most one "hint: …"; one JSON object if the output format is JSON.
void report_error(std::ostream& err, const Error& error, Output output, const Terminal& terminal);

/// "streamctl: warning: …", unless quiet. Not for errors.
void report_warning(Context& context, const std::string& warning);

/// The prefix that makes a message after Ctrl-C overwrite the terminal's "^C".
std::string over_interrupt(const Context& context, const Terminal& terminal);

}  // namespace streamctl::cli
