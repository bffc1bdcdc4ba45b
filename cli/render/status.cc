#include "render/status.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace streamctl::cli {
namespace {

struct Phrase {
  unsigned status;
  std::string_view words;
};

// RFC 9110 section 15, RFC 6585 (428 to 511), RFC 7725 (451), RFC 8470 (425), RFC 4918 (507).
constexpr std::array<Phrase, 40> phrases{{{200, "OK"},
                                          {201, "Created"},
                                          {202, "Accepted"},
                                          {203, "Non-Authoritative Information"},
                                          {204, "No Content"},
                                          {205, "Reset Content"},
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
                                          {415, "Unsupported Media Type"},
                                          {421, "Misdirected Request"},
                                          {422, "Unprocessable Content"},
                                          {425, "Too Early"},
                                          {426, "Upgrade Required"},
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
                                          {511, "Network Authentication Required"}}};

}  // namespace

std::string status_text(unsigned status) {
  const auto found = std::find_if(phrases.begin(), phrases.end(),
                                  [&](const Phrase& one) { return one.status == status; });
  return std::to_string(status) + (found == phrases.end() ? "" : " " + std::string(found->words));
}

}  // namespace streamctl::cli
