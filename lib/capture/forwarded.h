// One line of a capture file: how a target answered a delivery that was forwarded to it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace streamctl::capture {

/// The fields of the file format (see streamctl-capture(5)).
struct Forwarded {
  std::string webhook_id;  ///< Of the delivery, as in its record; so the attempt.
  int attempt = 1;
  std::string url;      ///< The target's.
  unsigned status = 0;  ///< 0 without an answer.
  std::chrono::nanoseconds duration{};
  std::string error;  ///< Why there was no answer.
  bool operator==(const Forwarded&) const = default;
};

/// Appends it as one line with its newline.
void append_line(const Forwarded& forwarded, std::string& out);

/// Reads such a line, untrusted; nothing if it is another. Missing fields keep their defaults.
std::optional<Forwarded> parse_forwarded(std::string_view line);

}  // namespace streamctl::capture
