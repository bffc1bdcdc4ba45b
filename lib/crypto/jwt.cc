#include "crypto/jwt.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/encoding.h"
#include "core/foreign_form.h"
#include "core/text.h"
#include "crypto/hmac.h"

namespace streamctl::crypto {
namespace {

constexpr std::string_view header_text = R"({"alg":"HS256","typ":"JWT"})";

struct Parts {
  std::string_view header;
  std::string_view claims;
  std::string_view signature;
  std::string_view signed_text;  ///< Header and claims with the dot between them.
};

std::optional<Parts> parts_of(std::string_view token) {
  if (token.size() > jwt_bytes_max) return std::nullopt;
  const auto first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
    return std::nullopt;
  return Parts{token.substr(0, first), token.substr(first + 1, second - first - 1),
               token.substr(second + 1), token.substr(0, second)};
}

constexpr const char* what_a_jwt_is =
    "a JWT is three runs of letters, digits, - and _ with dots between them";

/// What is wrong with `part` of a token, behind "is not base64url"; empty if it cannot be told.
std::string fault_of_base64(std::string_view part) {
  if (part.find('\0') != std::string_view::npos) return ": it has NUL bytes; is it UTF-16?";
  if (part.find_first_of("\"{:?&") != std::string_view::npos)
    return ": there is other text around the token";
  if (part.find_first_of(" \t\r\n") != std::string_view::npos)
    return ": there is white space in it; was a long line broken?";
  return part.find_first_of("+/=") == std::string_view::npos ? ""
                                                             : ": it has +, / or = of plain base64";
}

Result<Json> object_of(std::string_view part, const char* name) {
  const std::string whose = std::string("the token's ") + name;
  const auto bytes = base64_bytes(part, Base64::url);
  if (!bytes)
    return config_error(whose + " is not base64url" + fault_of_base64(part), what_a_jwt_is);
  if (bytes->starts_with(byte_order_mark))  // parse_json() skips it.
    return config_error(whose + " is not a JSON object: it begins with a byte order mark");
  auto value = parse_json(*bytes);
  if (!value) return config_error(whose + " is not a JSON object: " + value.error().what);
  if (!value->is_object()) return config_error(whose + " is not a JSON object");
  return value;
}

/// Explains why a text without three parts is not a JWT.
std::string fault_of_parts(std::string_view token) {
  if (token.empty()) return "the token is empty";
  if (token.size() > jwt_bytes_max) return "the token is too long to be a JWT";
  if (token.find("%2E") != std::string_view::npos || token.find("%2e") != std::string_view::npos)
    return "not a JWT: it is URL-encoded, with %2E for its dots";
  const auto dots = std::count(token.begin(), token.end(), '.');
  std::string what = "not a JWT: it does not have three parts";
  if (dots == 4) return what + " but five, as an encrypted one (JWE) has";
  return dots < 3 ? what : what + " but " + std::to_string(dots + 1);
}

bool is_of_base64url(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '_';
}

/// The length of the JWT at the front of `text`; 0: there is none.
std::size_t jwt_length(std::string_view text) {
  std::size_t end = 0;
  for (int dots = 0; end < text.size(); ++end) {
    if (text[end] == '.' && ++dots <= 2) continue;
    if (!is_of_base64url(text[end])) break;
  }
  const auto dots = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '.');
  return dots >= 1 ? end : 0;
}

std::string signature_of(std::string_view text, std::string_view key) {
  const Digest digest = HmacSha256(key).of(text);
  const std::string bytes(digest.begin(), digest.end());
  return base64_text(bytes, Base64::url);
}

}  // namespace

std::string sign_jwt(const Json& claims, std::string_view key) {
  std::string text = base64_text(header_text, Base64::url);
  text += '.';
  text += base64_text(json_line(claims), Base64::url);
  const std::string signature = signature_of(text, key);
  text += '.';
  return text += signature;
}

std::string_view bare_token(std::string_view text) {
  constexpr std::string_view field = "authorization:";
  constexpr std::string_view scheme = "bearer";  // The Authorization scheme of other APIs.
  text = trimmed(text);
  if (text.starts_with(byte_order_mark)) text = trimmed(text.substr(byte_order_mark.size()));
  if (text.size() > 1 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front())
    text = trimmed(text.substr(1, text.size() - 2));
  if (equals_ignoring_case(text.substr(0, field.size()), field))
    text = trimmed(text.substr(field.size()));
  if (equals_ignoring_case(text.substr(0, scheme.size()), scheme) && text.size() > scheme.size() &&
      (text[scheme.size()] == ' ' || text[scheme.size()] == '\t'))
    text = trimmed(text.substr(scheme.size()));
  return text;
}

std::string without_tokens(std::string_view text) {
  constexpr std::string_view beginning = "eyJ";  // `{"` in base64.
  std::string clean;
  while (true) {
    const auto found = text.find(beginning);
    clean += text.substr(0, found);
    if (found == std::string_view::npos) return clean;
    text.remove_prefix(found);
    const std::size_t length = jwt_length(text);
    clean += length == 0 ? beginning : "(a token)";
    text.remove_prefix(length == 0 ? beginning.size() : length);
  }
}

Result<Jwt> decode_jwt(std::string_view token) {
  const auto parts = parts_of(token);
  if (!parts) return config_error(fault_of_parts(token), what_a_jwt_is);
  auto header = object_of(parts->header, "header");
  if (!header) return std::move(header).error();
  auto claims = object_of(parts->claims, "payload");
  if (!claims) return std::move(claims).error();
  return Jwt{*std::move(header), *std::move(claims), std::string(parts->signature)};
}

}  // namespace streamctl::crypto
