#include "emulator/serve/cross_origin.h"

#include <algorithm>
#include <string_view>

#include "core/text.h"

namespace streamctl::emulator {

namespace {

constexpr const char* fields_of_sdks =
    "Authorization, Content-Type, Accept, stream-auth-type, X-Stream-Client, x-client-request-id";

bool is_field_list(std::string_view text) {
  return !text.empty() && text.size() <= 1024 && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == ',' || c == ' ';
  });
}

bool consists_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

constexpr std::string_view digits = "0123456789";

/// "127.0.0.1" for "127.0.0.1:8800", "[::1]" for "[::1]:8800", "localhost" for "localhost."; empty
/// if `host` is malformed.
std::string_view name_of_host(std::string_view host) {
  const auto bracket = host.starts_with('[') ? host.find(']') : 0;
  if (bracket == std::string_view::npos) return {};
  const auto colon = host.find(':', bracket);
  if (colon != std::string_view::npos && !consists_of(host.substr(colon + 1), digits)) return {};
  std::string_view name = host.substr(0, colon);
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

/// An address cannot be rebound: unlike a name, it always leads to the same machine.
bool is_address(std::string_view name) {
  if (!name.starts_with('[')) return consists_of(name, "0123456789.");
  return name.ends_with(']') && consists_of(name.substr(1, name.size() - 2), "0123456789abcdef:.");
}

/// These names always mean this machine (RFC 6761).
bool is_localhost(std::string_view name) {
  return name == "localhost" || name.ends_with(".localhost");
}

/// Whether nobody can own the name in the public DNS.
bool is_private(std::string_view name) {
  if (!consists_of(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.")) return false;
  return name.find('.') == std::string_view::npos || is_localhost(name) ||
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
  const std::string requested = field(request, "Access-Control-Request-Headers");
  response.headers.set("Access-Control-Allow-Headers",
                       is_field_list(requested) ? requested : std::string(fields_of_sdks));
  response.headers.set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS");
  response.headers.set("Access-Control-Max-Age", "600");
  if (field(request, "Access-Control-Request-Private-Network") == "true")
    response.headers.set("Access-Control-Allow-Private-Network", "true");
  return response;
}

std::optional<std::string> why_cross_origin(const net::Request& request, const std::string& host) {
  const std::string given = lower_ascii(field(request, "Host"));
  const std::string_view name = name_of_host(given);
  const bool is_bound = !name.empty() && name == lower_ascii(host);
  if (!is_address(name) && !is_private(name) && !is_bound)
    return "its Host '" + printable(given) +
           "' may be anybody's name (use an address, localhost, or a name without a dot)";
  const std::string site = field(request, "Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none")
    return "it comes from a page of another site";
  const std::string* origin = request.headers.find("Origin");
  if (origin == nullptr) return std::nullopt;
  // A name without a dot is resolved by the local network, so its page may be anybody's.
  const bool is_pinned = is_address(name) || is_localhost(name) || is_bound;
  if (is_pinned && lower_ascii(*origin) == "http://" + given) return std::nullopt;
  return "it comes from a page of " + printable(*origin);
}

}  // namespace streamctl::emulator
