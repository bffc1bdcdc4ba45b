// One line of `verify --capture`, for people.
#pragma once

#include <string>
#include <string_view>

#include "capture/record.h"
#include "commands/signature/verdict.h"
#include "terminal.h"

namespace streamctl::cli {

/// "✓ valid     0f8b3c52-…, attempt 2  call.created", and why it is not. A narrow terminal shows
/// short ids. `why_unsigned`: empty if it should have a signature.
std::string verdict_line(const capture::Record& record, std::string_view why_unsigned,
                         const Verdict& verdict, const Terminal& terminal);

}  // namespace streamctl::cli
