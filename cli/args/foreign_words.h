// Words of other tools, for people who try them here.
#pragma once

#include <string>

namespace streamctl::cli {

/// The hint for a command of another tool, such as `trigger`; empty for any other word.
std::string hint_for_command(const std::string& word);

/// Our name for an option of another tool, such as "--type" for "--events"; empty for any other.
std::string our_option(const std::string& option);

}  // namespace streamctl::cli
