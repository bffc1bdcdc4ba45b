// A delivery as a curl command that does the same when pasted into a shell.
#pragma once

#include <string>
#include <string_view>

#include "delivery/envelope.h"

namespace streamctl::cli {

/// `text` as one word of a POSIX shell, whatever is in it but NUL.
std::string shell_word(std::string_view text);

/// `text` in single quotes, for a POSIX shell or zsh.
std::string shell_quoted(std::string_view text);

/// One command over several lines, without a newline at its end. A body that is no text or is too
/// long for an argument is piped in.
std::string curl_command(const delivery::Target& target, const delivery::Envelope& envelope);

}  // namespace streamctl::cli
