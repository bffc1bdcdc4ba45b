#include "net/http_server/http_syntax.h"

#include <algorithm>

#include "core/text.h"

namespace streamctl::net {
namespace {

bool is_token_character(char c) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return is_alphanumeric(c) || marks.find(c) != std::string_view::npos;
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<HeadFault> fault_of_host(const Headers& headers, bool http_1_0) {
  const std::size_t hosts = headers.count("Host");
  if (hosts > 1) return HeadFault{400, "more than one Host field"};
  if (hosts == 0) {
    if (http_1_0) return std::nullopt;
    return HeadFault{400, "no Host field"};
  }
  // A host and a port (RFC 3986 section 3.2): any other character would be parsed as a user, a path
  // or a list.
  if (headers.find("Host")->find_first_of(" \t/\\@?#,\"<>") != std::string::npos) {
    return HeadFault{400, "malformed Host field"};
  }
  return std::nullopt;
}

std::optional<HeadFault> fault_of_coding(const Headers& headers, bool http_1_0) {
  const std::size_t codings = headers.count("Transfer-Encoding");
  if (codings == 0) return std::nullopt;
  if (headers.count("Content-Length") != 0) {
    return HeadFault{400, "both Content-Length and Transfer-Encoding"};
  }
  if (http_1_0) return HeadFault{400, "Transfer-Encoding in HTTP/1.0"};
  if (codings > 1) return HeadFault{400, "more than one Transfer-Encoding field"};
  const std::string_view value = *headers.find("Transfer-Encoding");
  if (equals_ignoring_case(value, "chunked")) return std::nullopt;
  const std::string_view last = trimmed(value.substr(value.rfind(',') + 1));
  if (equals_ignoring_case(last, "chunked") && last.size() != value.size()) {
    return HeadFault{501, "a transfer coding besides chunked"};
  }
  return HeadFault{400, "chunked is not the last transfer coding"};
}

std::optional<HeadFault> fault_of_length(const Headers& headers) {
  const std::size_t lengths = headers.count("Content-Length");
  if (lengths > 1) return HeadFault{400, "more than one Content-Length field"};
  if (lengths == 1 && !is_digits(*headers.find("Content-Length"))) {
    return HeadFault{400, "malformed Content-Length"};
  }
  return std::nullopt;
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

HeadScanner::State HeadScanner::faulty(std::string_view fault) {
  fault_ = fault;
  return State::faulty;
}

HeadScanner::State HeadScanner::scan(std::string_view bytes) {
  while (true) {
    const std::size_t feed = bytes.find('\n', scanned_);
    const std::size_t end = feed == std::string_view::npos ? bytes.size() : feed;
    const std::string_view line = bytes.substr(line_, end - line_);
    if (line_ > 0 && !line.empty() && (line[0] == ' ' || line[0] == '\t')) {
      return faulty("a header line that begins with white space");
    }
    if (feed == std::string_view::npos) {
      scanned_ = bytes.size();
      return State::incomplete;
    }
    if (line.empty() || line.back() != '\r') return faulty("bare line feed in the header");
    const std::string_view content = line.substr(0, line.size() - 1);
    if (content.find('\r') != std::string_view::npos) {
      return faulty("bare carriage return in the header");
    }
    if (content.find('\0') != std::string_view::npos) return faulty("NUL in the header");
    line_ = scanned_ = feed + 1;
    if (content.empty()) return State::complete;
  }
}

std::optional<HeadFault> fault_of_fields(const Headers& headers, bool http_1_0) {
  if (auto fault = fault_of_host(headers, http_1_0)) return fault;
  if (auto fault = fault_of_coding(headers, http_1_0)) return fault;
  if (auto fault = fault_of_length(headers)) return fault;
  const std::string* expected = headers.find("Expect");
  if (expected != nullptr && !http_1_0 && !equals_ignoring_case(*expected, "100-continue")) {
    return HeadFault{417, "an expectation other than 100-continue"};
  }
  return std::nullopt;
}

std::optional<std::string> path_of_target(std::string_view method, std::string_view target) {
  if (target.empty()) return std::nullopt;
  if (target[0] == '/') return std::string{target};
  if (method == "CONNECT") return std::string{target};
  if (target == "*") {
    if (method != "OPTIONS") return std::nullopt;
    return std::string{target};
  }
  const std::size_t scheme = target.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const std::string_view name = target.substr(0, scheme);
  if (!equals_ignoring_case(name, "http") && !equals_ignoring_case(name, "https")) {
    return std::nullopt;
  }
  const std::string_view rest = target.substr(scheme + 3);
  const std::size_t path = rest.find_first_of("/?#");
  if (path == 0) return std::nullopt;  // No authority.
  if (path == std::string_view::npos) return "/";
  const std::string_view found = rest.substr(path);
  return found[0] == '/' ? std::string{found} : "/" + std::string{found};
}

}  // namespace streamctl::net
