#include "inspector/gate.h"

#include <charconv>
#include <string_view>
#include <sys/random.h>
#include <system_error>

#include "core/encoding.h"
#include "core/text.h"
#include "crypto/hmac.h"

namespace streamctl::inspector {
namespace {

constexpr std::size_t token_bytes = 24;
constexpr std::string_view bearer = "Bearer ";

/// The name in a Host field, without its port: any port, so that a forwarded one works.
std::string_view name_in(std::string_view host) {
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    return end == std::string_view::npos ? host : host.substr(0, end + 1);
  }
  return host.substr(0, host.find(':'));
}

bool is_this_machine(std::string_view host) {
  const std::string name = lower_ascii(name_in(host));
  return name == "127.0.0.1" || name == "localhost" || name == "[::1]";
}

/// Whether a tab opens the page by a link of another page, which can then neither read nor frame
/// it.
bool is_followed_link(const PageRequest& request) {
  return request.method == "GET" && request.path == "/" && request.fetch_mode == "navigate" &&
         request.fetch_dest == "document";
}

bool is_foreign(const PageRequest& request) {
  if (!request.origin.empty() && !equals_ignoring_case(request.origin, "http://" + request.host))
    return true;
  const std::string& site = request.fetch_site;
  if (site.empty() || site == "same-origin") return false;
  // "none": the user typed the address, which never leads to the API.
  if (site == "none") return request.path.starts_with("/api/");
  return !is_followed_link(request);
}

bool knows(const PageRequest& request, const Secret& token) {
  std::string given;
  if (request.authorization.starts_with(bearer))
    given = request.authorization.substr(bearer.size());
  else if (request.path == "/api/stream")
    given = request.parameter("token");  // An EventSource sends no header fields of its own.
  return !token.empty() && crypto::equal_in_constant_time(given, token.reveal());
}

bool is_json(std::string_view type) {
  return equals_ignoring_case(trimmed(type.substr(0, type.find(';'))), "application/json");
}

/// httplib would read a body without a length to the end of time, and skip one that is too long
/// byte by byte.
std::optional<PageAnswer> wrong_length(const std::string& text) {
  if (text.empty()) return refusal(411, "no_length", "a change has a Content-Length");
  std::size_t length = 0;
  const char* const text_end = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), text_end, length);
  if (error == std::errc::invalid_argument || end != text_end)
    return refusal(400, "bad_length", "the Content-Length is no number");
  if (error != std::errc() || length > body_bytes_max)
    return refusal(413, "too_large", "no change is larger than 6 MiB");
  return std::nullopt;
}

}  // namespace

Secret random_token() {
  std::string bytes(token_bytes, '\0');
  while (::getentropy(bytes.data(), bytes.size()) != 0) {
  }
  return Secret(base64_text(bytes, Base64::url));
}

std::optional<PageAnswer> refused_at_gate(const PageRequest& request, const Secret& token) {
  if (request.is_ambiguous) return refusal(400, "ambiguous", "a header field is there twice");
  if (!is_this_machine(request.host))
    return refusal(403, "foreign_host", "only requests to 127.0.0.1 and localhost are answered");
  if (is_foreign(request))
    return refusal(403, "foreign_origin", "only the inspector's own page is answered");
  if (request.path.size() > path_bytes_max) return refusal(414, "too_long", "no path is that long");
  if (request.is_partial) return refusal(416, "no_ranges", "ranges are not served");
  const bool is_change = request.method == "POST";
  if (!is_change && request.method != "GET" && request.method != "HEAD") {
    PageAnswer answer = refusal(405, "bad_method", "only GET, HEAD and POST are answered");
    answer.allow = "GET, HEAD, POST";
    return answer;
  }
  if (!request.path.starts_with("/api/")) {
    if (!is_change) return std::nullopt;
    PageAnswer answer = refusal(405, "bad_method", "the page is read with GET");
    answer.allow = "GET, HEAD";
    return answer;
  }
  if (!knows(request, token))
    return refusal(401, "no_token", "the token is missing or wrong",
                   "open the address that streamctl printed");
  if (!is_change) return std::nullopt;
  if (request.is_encoded) return refusal(415, "encoded", "bodies are read as they are");
  if (!is_json(request.content_type))
    return refusal(415, "not_json", "a change is sent as application/json");
  return wrong_length(request.content_length);
}

}  // namespace streamctl::inspector
