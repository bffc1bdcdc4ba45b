#include "net/http_server/response_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "core/text.h"
#include "net/http_server/http_syntax.h"

namespace streamctl::net {
namespace {

struct Reason {
  unsigned status;
  std::string_view text;
};

constexpr Reason reasons[] = {{200, "OK"},
                              {201, "Created"},
                              {202, "Accepted"},
                              {204, "No Content"},
                              {206, "Partial Content"},
                              {301, "Moved Permanently"},
                              {302, "Found"},
                              {303, "See Other"},
                              {304, "Not Modified"},
                              {307, "Temporary Redirect"},
                              {308, "Permanent Redirect"},
                              {400, "Bad Request"},
                              {401, "Unauthorized"},
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
                              {422, "Unprocessable Content"},
                              {426, "Upgrade Required"},
                              {429, "Too Many Requests"},
                              {431, "Request Header Fields Too Large"},
                              {500, "Internal Server Error"},
                              {501, "Not Implemented"},
                              {502, "Bad Gateway"},
                              {503, "Service Unavailable"},
                              {504, "Gateway Timeout"},
                              {505, "HTTP Version Not Supported"}};

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

/// "07": chrono's calendar types count days and months in unsigned, hours and so on in long.
std::string two_digits(std::int64_t number) {
  std::string text = std::to_string(number);
  return text.size() < 2 ? "0" + text : text;
}

bool is_servers_own(std::string_view name) {
  constexpr std::string_view names[] = {"content-length", "connection", "date", "keep-alive",
                                        "transfer-encoding"};
  return std::any_of(std::begin(names), std::end(names),
                     [&](std::string_view own) { return equals_ignoring_case(own, name); });
}

void append_field(std::string& out, const Header& field) {
  if (!is_token(field.name) || is_servers_own(field.name)) return;
  out.append(field.name).append(": ");
  for (const char c : field.value)
    out.push_back(is_control(c) && c != '\t' ? ' ' : c);
  out.append("\r\n");
}

/// 204 and 304 end with their head (RFC 9110 section 6.4.1).
bool has_no_body(unsigned status) {
  return status == 204 || status == 304;
}

}  // namespace

void append_response(std::string& out, const Response& response, const AnswerForm& form) {
  const bool valid = response.status >= 200 && response.status <= 599;
  const unsigned status = valid ? response.status : 500;
  out.append("HTTP/1.1 ");
  append_number(out, status);
  out.append(" ").append(reason_of(status)).append("\r\n");
  if (!form.date.empty()) out.append("Date: ").append(form.date).append("\r\n");
  if (!form.keep_alive) out.append("Connection: close\r\n");
  if (form.keep_alive && form.http_1_0) out.append("Connection: keep-alive\r\n");
  for (const Header& field : response.headers)
    append_field(out, field);
  if (has_no_body(status)) {
    out.append("\r\n");
    return;
  }
  out.append("Content-Length: ");
  append_number(out, response.body.size());
  out.append("\r\n\r\n");
  if (!form.head_only) out.append(response.body);
}

std::string http_date(WallTime time) {
  using namespace std::chrono;
  constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<std::chrono::days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<seconds>(time - day)};
  std::string text{days[weekday{day}.c_encoding()]};
  text.append(", ").append(two_digits(unsigned{date.day()})).append(" ");
  text.append(months[unsigned{date.month()} - 1]).append(" ");
  text.append(std::to_string(int{date.year()})).append(" ");
  text.append(two_digits(clock.hours().count())).append(":");
  text.append(two_digits(clock.minutes().count())).append(":");
  text.append(two_digits(clock.seconds().count())).append(" GMT");
  return text;
}

std::string_view reason_of(unsigned status) {
  const auto found = std::lower_bound(
      std::begin(reasons), std::end(reasons), status,
      [](const Reason& reason, unsigned wanted) { return reason.status < wanted; });
  return found != std::end(reasons) && found->status == status ? found->text : std::string_view{};
}

}  // namespace streamctl::net
