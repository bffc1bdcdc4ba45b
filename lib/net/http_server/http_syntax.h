// The grammar of HTTP/1.1 where lenient parsing would let two servers disagree about one request.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "net/headers.h"

namespace streamctl::net {

/// One or more token characters (RFC 9110 section 5.6.2), as in a method or a field name.
bool is_token(std::string_view text);

/// Scans line by line for the empty line that ends a head, and remembers its position. A line must
/// end with CRLF and must not begin with white space: a bare LF or CR, NUL, and obs-fold are faults
/// (RFC 9112 sections 2.2 and 5.2), reported as soon as their line is scanned.
class HeadScanner {
 public:
  enum class State { incomplete, complete, faulty };

  /// `bytes` start at the beginning of the head and include the bytes given before.
  State scan(std::string_view bytes);
  /// Size of a complete head, the empty line included.
  [[nodiscard]] std::size_t size() const { return line_; }
  /// Fault of a faulty head: "bare line feed in the header".
  [[nodiscard]] std::string_view fault() const { return fault_; }

 private:
  State faulty(std::string_view fault);

  std::size_t line_ = 0;     ///< Start of the current line.
  std::size_t scanned_ = 0;  ///< No line feed before this offset.
  std::string_view fault_;
};

/// Message properties derived from a request line and header fields.
struct HeadFault {
  unsigned status = 400;
  std::string_view why;
};

/// Returns the fault in a request's framing and routing fields: Host, Content-Length,
/// Transfer-Encoding, Expect. Stricter than RFC 9112 section 6 where that allows a choice: picks
/// the unambiguous one.
std::optional<HeadFault> fault_of_fields(const Headers& headers, bool http_1_0);

/// Returns the path and query of a request target in origin or absolute form; "*" for OPTIONS; the
/// authority for CONNECT (RFC 9112 section 3.2). Returns nullopt otherwise.
std::optional<std::string> path_of_target(std::string_view method, std::string_view target);

}  // namespace streamctl::net
