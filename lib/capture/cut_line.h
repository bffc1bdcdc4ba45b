// Splits a capture line at its body without a parser: most of a line is body, which counting does
// not need.
#pragma once

#include <optional>
#include <string_view>

namespace streamctl::capture {

struct CutLine {
  std::string_view head;  ///< Up to and including the quote that opens the body.
  std::string_view body;  ///< Between its quotes, still escaped.
};

/// Splits a line in the form that append_line() writes, with an ASCII body in which only quotes are
/// escaped; returns nothing for any other line, which may still be valid. If `head` followed by
/// `"}` is a JSON object, so is the line.
std::optional<CutLine> cut_at_body(std::string_view line);

/// Whether `text` is printable ASCII with an even number of quotes, without escapes or brackets:
/// members between two braces, say, that are no arrays or objects.
bool is_flat(std::string_view text);

}  // namespace streamctl::capture
