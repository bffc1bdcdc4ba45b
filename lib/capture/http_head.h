// Recognises the heads of HTTP messages that were written to a file with their bodies.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/headers.h"

namespace streamctl::capture {

/// Follows lines such as `nc -l` or an editor's .http file contain: a request line, header fields
/// and, of a chunked body, the sizes of its chunks; of an .http file also what separates requests
/// (###), comments and variables. Blank lines need not be passed.
class HttpHead {
 public:
  /// Whether `line` belongs to a head or to the framing of a body, and is not an event.
  bool takes(std::string_view line);

  /// The fields of the head before this line, once, for the event behind it; empty if there are
  /// none.
  net::Headers take_fields();
  /// Whether there was a head behind which no event was found.
  [[nodiscard]] bool lacks_event() const { return lacks_event_; }

 private:
  static bool begins(std::string_view line);
  bool is_remark(std::string_view line);

  net::Headers fields_;
  bool lacks_event_ = false;
  bool is_open_ = false;     ///< The lines that follow are header fields.
  bool is_file_ = false;     ///< There was a "###", or a head.
  bool is_chunked_ = false;  ///< Lines of hexadecimal digits are sizes of chunks.
};

/// The body in `chunks`, as of Transfer-Encoding: chunked; nothing if it is malformed.
std::optional<std::string> unchunked(std::string_view chunks);

}  // namespace streamctl::capture
