// Reads dotenv files, in which projects keep their environment variables.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace streamctl::cli {

/// The variables of a dotenv file, read as dotenv for node does: lines of NAME=value, optionally
/// with `export` before them; later lines win; `#` begins a comment; values are trimmed of white
/// space and carriage returns. Quotes ("…", '…', `…`) keep everything between them, line ends too;
/// in double quotes \n, \r, \t, \" and \\ are escapes. References to other variables stay as they
/// are. Lines of any other form are skipped.
std::map<std::string, std::string> parse_dotenv(std::string_view text);

}  // namespace streamctl::cli
