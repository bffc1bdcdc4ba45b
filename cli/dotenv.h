// Reads dotenv files, in which projects keep their environment variables.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace streamctl::cli {

/// The variables of a dotenv file, read as dotenv for node does: lines of NAME=value or "NAME:
/// value", optionally with `export` before them; later lines win; `#` begins a comment; values are
/// trimmed of white space and carriage returns. Quotes ("…", '…', `…`) keep everything between
/// them, line ends too; in double quotes \n, \r, \t, \" and \\ are escapes. References to other
/// variables stay as they are. A line of another form, and bytes that are no text, are errors of
/// kind config that begin with the file's name: ".env:3: no assignment". Their text is not quoted:
/// it may be a secret.
Result<std::map<std::string, std::string>> parse_dotenv(std::string_view text,
                                                        const std::string& file);

/// Warnings about names that begin as ours do and mean nothing here: "STREAM_API_KEI is no variable
/// of ours; did you mean STREAM_API_KEY?". Other STREAM_* names are the project's own.
std::vector<std::string> doubtful_names(const std::map<std::string, std::string>& variables);

}  // namespace streamctl::cli
