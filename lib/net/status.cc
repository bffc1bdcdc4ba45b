#include "net/status.h"

#include <algorithm>
#include <iterator>

namespace streamctl::net {
namespace {

struct Reason {
  unsigned status;
  std::string_view text;
};

// RFC 9110 section 15; RFC 4918 (507), RFC 6585 (428, 429, 431, 511), RFC 7725 (451), RFC 8470
// (425). In order of the status.
constexpr Reason reasons[] = {{200, "OK"},
                              {201, "Created"},
                              {202, "Accepted"},
                              {203, "Non-Authoritative Information"},
                              {204, "No Content"},
                              {205, "Reset Content"},
                              {206, "Partial Content"},
                              {301, "Moved Permanently"},
                              {302, "Found"},
                              {303, "See Other"},
                              {304, "Not Modified"},
                              {307, "Temporary Redirect"},
                              {308, "Permanent Redirect"},
                              {400, "Bad Request"},
                              {401, "Unauthorized"},
                              {402, "Payment Required"},
                              {403, "Forbidden"},
                              {404, "Not Found"},
                              {405, "Method Not Allowed"},
                              {406, "Not Acceptable"},
                              {408, "Request Timeout"},
                              {409, "Conflict"},
                              {410, "Gone"},
                              {411, "Length Required"},
                              {413, "Content Too Large"},
                              {414, "URI Too Long"},
                              {415, "Unsupported Media Type"},
                              {417, "Expectation Failed"},
                              {421, "Misdirected Request"},
                              {422, "Unprocessable Content"},
                              {425, "Too Early"},
                              {426, "Upgrade Required"},
                              {428, "Precondition Required"},
                              {429, "Too Many Requests"},
                              {431, "Request Header Fields Too Large"},
                              {451, "Unavailable For Legal Reasons"},
                              {500, "Internal Server Error"},
                              {501, "Not Implemented"},
                              {502, "Bad Gateway"},
                              {503, "Service Unavailable"},
                              {504, "Gateway Timeout"},
                              {505, "HTTP Version Not Supported"},
                              {507, "Insufficient Storage"},
                              {511, "Network Authentication Required"}};

}  // namespace

std::string_view reason_of(unsigned status) {
  const auto found = std::lower_bound(
      std::begin(reasons), std::end(reasons), status,
      [](const Reason& reason, unsigned wanted) { return reason.status < wanted; });
  return found != std::end(reasons) && found->status == status ? found->text : std::string_view{};
}

}  // namespace streamctl::net
