#include "emulator/guard.h"

#include <algorithm>
#include <string_view>

#include "core/text.h"

namespace streamctl::emulator {

namespace {

constexpr const char* fields_of_sdks =
    "Authorization, Content-Type, Accept, stream-auth-type, X-Stream-Client, x-client-request-id";

bool is_field_list(std::string_view text) {
  return !text.empty() && text.size() <= 1024 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == ',' || c == ' ';
  });
}

/// "127.0.0.1" of "127.0.0.1:8800", "[::1]" of "[::1]:8800".
std::string_view name_of_host(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool is_address(std::string_view name) {
  if (name.starts_with('[')) return true;
  return !name.empty() && name.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// A name that nobody can own in the public DNS, so that no page comes from there.
bool is_private(std::string_view name) {
  if (name.empty()) return false;
  return name.find('.') == std::string_view::npos || name.ends_with(".localhost") ||
         name.ends_with(".internal");
}

std::string field(const net::Request& request, std::string_view name) {
  const std::string* value = request.headers.find(name);
  return value == nullptr ? "" : *value;
}

}  // namespace

void allow_any_origin(net::Headers& headers) {
  headers.set("Access-Control-Allow-Origin", "*");
  headers.set("Access-Control-Expose-Headers",
              "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After");
}

net::Response preflight(const net::Request& request) {
  net::Response response;
  response.status = 204;
  allow_any_origin(response.headers);
  const std::string asked = field(request, "Access-Control-Request-Headers");
  response.headers.set("Access-Control-Allow-Headers",
                       is_field_list(asked) ? asked : std::string(fields_of_sdks));
  response.headers.set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS");
  response.headers.set("Access-Control-Max-Age", "600");
  if (field(request, "Access-Control-Request-Private-Network") == "true")
    response.headers.set("Access-Control-Allow-Private-Network", "true");
  return response;
}

std::optional<std::string> why_foreign(const net::Request& request, const std::string& host) {
  const std::string given = lower_ascii(field(request, "Host"));
  const std::string_view name = name_of_host(given);
  if (!is_address(name) && !is_private(name) && name != lower_ascii(host))
    return "Host '" + printable(given) + "' may be anybody's name: use an address";
  const std::string site = field(request, "Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none")
    return "a page of another site may not drive the emulator";
  const std::string* origin = request.headers.find("Origin");
  if (origin != nullptr && lower_ascii(*origin) != "http://" + given)
    return "a page of " + printable(*origin) + " may not drive the emulator";
  return std::nullopt;
}

}  // namespace streamctl::emulator
