// JSON Web Tokens under HS256, as Stream's SDKs make them: signing, reading, verifying.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/result.h"

namespace streamctl::crypto {

/// Far above any token of Stream's; a longer text is refused unread.
constexpr std::size_t jwt_bytes_max = 64 * 1024;

/// A token in JWS compact form (RFC 7515 section 7.1). The header is exactly
/// `{"alg":"HS256","typ":"JWT"}` and the claims stand in the order given, so that the same claims
/// make the same token as Stream's SDKs do. `key`: the API secret's bytes.
std::string sign_jwt(const Json& claims, std::string_view key);

/// The token in `text` as people keep it: in a file with a newline, in quotes, behind "Bearer " or
/// "Authorization:".
std::string_view bare_token(std::string_view text);

/// `text` with every JWT in it replaced by "(a token)": for words of others that may quote ours.
std::string without_tokens(std::string_view text);

/// What a token says of itself; nothing in it has been verified.
struct Jwt {
  Json header;            ///< An object.
  Json claims;            ///< An object.
  std::string signature;  ///< Its third part as written; may be no signature at all.
  bool operator==(const Jwt&) const = default;
};

/// Takes a token apart without trusting it. Refuses what does not have three parts, and a header or
/// claims that are not base64url of a JSON object. Never quotes the token. Kind config.
Result<Jwt> decode_jwt(std::string_view token);

}  // namespace streamctl::crypto
