// Text that a command reads whole, in any common encoding or compression.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

/// read_input() for JSON: inflates gzip and strips a byte order mark. Refuses empty text, and names
/// the encoding or format of unsupported text. Kind config.
Result<std::string> read_text(const std::string& path, Context& context, std::uint64_t bytes_max);

/// `failure` of parsing `text`, or an error that names the format that the text resembles.
Error not_json(Error failure, std::string_view text);

/// The name of an input in messages: its path, or "standard input".
std::string input_name(const std::string& path);

}  // namespace streamctl::cli
