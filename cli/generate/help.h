// Renders the help of a command as text.
#pragma once

#include <string>

#include "generate/command_doc.h"
#include "terminal.h"

namespace streamctl::cli {

/// Summary, usage, description, commands, options by group and examples, wrapped to the terminal's
/// width. `shared` are the options common to all commands, listed briefly at the end.
std::string help_text(const CommandDoc& command, const std::vector<OptionDoc>& shared,
                      const Terminal& terminal);

/// "streamctl forge [TYPE…] [options]".
std::string usage_of(const CommandDoc& command);

}  // namespace streamctl::cli
