// Renders a delivery as an equivalent curl command to paste into a shell.
#pragma once

#include <string>
#include <string_view>

#include "delivery/envelope.h"

namespace streamctl::cli {

/// `text` as one word of a POSIX shell, whatever it contains but NUL.
std::string shell_word(std::string_view text);

/// `text` in single quotes, for a POSIX shell or zsh.
std::string shell_quoted(std::string_view text);

/// One command over several lines, without a final newline, that is safe to show on a terminal. A
/// body that is not text, holds control characters, or is too long for an argument is piped in.
std::string curl_command(const delivery::Target& target, const delivery::Envelope& envelope);

}  // namespace streamctl::cli
