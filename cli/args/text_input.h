// Text that a command reads whole, in whatever form the rest of the world wrote it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

/// read_input() of JSON: inflated where it is gzip, without a byte order mark. Empty text is
/// refused, and text in another encoding or form is named. Kind config.
Result<std::string> read_text(const std::string& path, Context& context, std::uint64_t bytes_max);

/// `failure` of parsing `text`, which names instead what the text looks like, if that is known.
Error not_json(Error failure, std::string_view text);

/// How messages call an input: its path, or "standard input".
std::string input_name(const std::string& path);

}  // namespace streamctl::cli
