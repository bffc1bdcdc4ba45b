// The grammar of HTTP/1.1 where a lenient reading would let two servers disagree about one request.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "net/headers.h"

namespace streamctl::net {

/// A character below space, or DEL. Tab is one.
bool is_control(char c);

/// One or more token characters (RFC 9110 section 5.6.2): what a method or a field name is made of.
bool is_token(std::string_view text);

/// Looks for the empty line that ends a head, line by line, and remembers how far it came.
/// A line must end with CRLF and none may begin with white space: a bare LF or CR, NUL, and
/// obs-fold are faults (RFC 9112 sections 2.2 and 5.2), seen as soon as their line is.
class HeadScanner {
 public:
  enum class State { incomplete, complete, faulty };

  /// `bytes` begin where the head begins, and with the bytes given before.
  State scan(std::string_view bytes);
  /// Of a complete head: its bytes, the empty line included.
  [[nodiscard]] std::size_t size() const { return line_; }
  /// Of a faulty one: "bare line feed in the header".
  [[nodiscard]] std::string_view fault() const { return fault_; }

 private:
  State faulty(std::string_view fault);

  std::size_t line_ = 0;     ///< Where the line under examination begins.
  std::size_t scanned_ = 0;  ///< No line feed before here.
  std::string_view fault_;
};

/// What a request line and header fields say about the message.
struct HeadFault {
  unsigned status = 400;
  std::string_view why;
};

/// What is wrong with the fields of a request, for the message's framing and routing: Host,
/// Content-Length, Transfer-Encoding, Expect. Stricter than RFC 9112 section 6 where it leaves a
/// choice: the choice that cannot be read two ways.
std::optional<HeadFault> fault_of_fields(const Headers& headers, bool http_1_0);

/// The path and query of a request target in origin or absolute form; "*" for OPTIONS; the
/// authority for CONNECT (RFC 9112 section 3.2). Nothing if it is none of these.
std::optional<std::string> path_of_target(std::string_view method, std::string_view target);

}  // namespace streamctl::net
