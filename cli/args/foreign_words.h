// Words of other tools, for people who try them here.
#pragma once

#include <string>

namespace streamctl::cli {

/// The hint for a command of another tool, such as `trigger`; empty for any other word. `command`:
/// the full name of the one that it was to be a part of, "streamctl" or "streamctl emulator".
std::string hint_for_command(const std::string& word, const std::string& command);

/// The hint for an option of another tool whose value `command` takes as a plain argument, such as
/// `--events` for the types of "streamctl forge"; empty for any other option.
std::string hint_for_option(const std::string& option, const std::string& command);

/// Our name for an option of another tool, such as "--type" for "--events"; empty for any other.
std::string our_option(const std::string& option);

}  // namespace streamctl::cli
