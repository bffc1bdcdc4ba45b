// A capture line cut at its body, without a parser: most of a line is body, and counting needs none
// of it.
#pragma once

#include <optional>
#include <string_view>

namespace streamctl::capture {

struct CutLine {
  std::string_view head;  ///< Up to the quote that opens the body, and with it.
  std::string_view body;  ///< Between its quotes, escapes and all.
};

/// Cuts a line in the form that append_line() gives it, with a body of ASCII in which quotes are
/// all that is escaped; nothing of any other line, which may be as good. Where `head` with `"}`
/// behind it is a JSON object, so is the line.
std::optional<CutLine> cut_at_body(std::string_view line);

}  // namespace streamctl::capture
