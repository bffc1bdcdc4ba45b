// JSON Web Tokens under HS256, as Stream's SDKs make them: signing, reading, verifying.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/result.h"

namespace streamctl::crypto {

/// Far above any Stream token; longer text is rejected unparsed.
constexpr std::size_t jwt_bytes_max = 64 * 1024;

/// Signs a token in JWS compact form (RFC 7515 section 7.1). The header is exactly
/// `{"alg":"HS256","typ":"JWT"}` and the claims keep their order, so that the same claims give the
/// same token as Stream's SDKs. `key`: the API secret's bytes.
std::string sign_jwt(const Json& claims, std::string_view key);

/// Extracts the token from `text`: strips a newline, quotes, "Bearer " or "Authorization:".
std::string_view bare_token(std::string_view text);

/// `text` with every JWT replaced by "(a token)": for foreign messages that may quote our tokens.
std::string without_tokens(std::string_view text);

/// The decoded, unverified parts of a token.
struct Jwt {
  Json header;            ///< An object.
  Json claims;            ///< An object.
  std::string signature;  ///< The raw third part; may not be a signature at all.
  bool operator==(const Jwt&) const = default;
};

/// Decodes a token without trusting it. Rejects text without three parts, and a header or claims
/// that are not base64url of a JSON object. Errors never quote the token. Kind config.
Result<Jwt> decode_jwt(std::string_view token);

}  // namespace streamctl::crypto
