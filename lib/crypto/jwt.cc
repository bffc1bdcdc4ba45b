#include "crypto/jwt.h"

#include <optional>
#include <utility>

#include "core/encoding.h"
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

Result<Json> object_of(std::string_view part, const char* name) {
  const auto bytes = base64_bytes(part, Base64::url);
  if (!bytes)
    return config_error(std::string("the token's ") + name + " is not base64url", what_a_jwt_is);
  auto value = parse_json(*bytes);
  if (!value || !value->is_object())
    return config_error(std::string("the token's ") + name + " is not a JSON object");
  return value;
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

Result<Jwt> decode_jwt(std::string_view token) {
  const auto parts = parts_of(token);
  if (!parts) {
    return config_error(token.size() > jwt_bytes_max ? "the token is too long to be a JWT"
                                                     : "not a JWT: it does not have three parts",
                        what_a_jwt_is);
  }
  auto header = object_of(parts->header, "header");
  if (!header) return std::move(header).error();
  auto claims = object_of(parts->claims, "payload");
  if (!claims) return std::move(claims).error();
  return Jwt{*std::move(header), *std::move(claims), std::string(parts->signature)};
}

bool jwt_is_signed_with(std::string_view token, std::string_view key) {
  const auto parts = parts_of(token);
  if (!parts) return false;
  const auto header = object_of(parts->header, "header");
  if (!header) return false;
  const auto algorithm = header->find("alg");
  if (algorithm == header->end() || *algorithm != "HS256") return false;
  return equal_in_constant_time(parts->signature, signature_of(parts->signed_text, key));
}

}  // namespace streamctl::crypto
