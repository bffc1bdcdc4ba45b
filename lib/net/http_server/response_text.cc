#include "net/http_server/response_text.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/text.h"
#include "net/http_server/http_syntax.h"
#include "net/status.h"

namespace streamctl::net {
namespace {

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
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

}  // namespace streamctl::net
