// Validates tokens as Stream does, for `token inspect`, `watch --token` and the emulator.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "core/secret.h"
#include "crypto/jwt.h"
#include "crypto/other_key.h"

namespace streamctl::crypto {

/// How far `iat` and `nbf` may be ahead. Stream's leeway is not published; its SDKs backdate `iat`
/// by one to five seconds.
constexpr std::chrono::seconds token_clock_skew{5};
constexpr std::size_t user_id_bytes_max = 255;
/// The user of anonymous tokens (Stream docs, "Client & Authentication").
constexpr std::string_view anonymous_user_id = "!anon";

/// The time claims; nothing if a claim is absent, not a number of seconds, or past the range of
/// WallTime (2261).
struct TokenTimes {
  std::optional<WallTime> issued_at;   ///< iat
  std::optional<WallTime> not_before;  ///< nbf
  std::optional<WallTime> expires_at;  ///< exp
  bool operator==(const TokenTimes&) const = default;
};

/// Validity by the time claims alone.
enum class Validity {
  valid,
  expired,    ///< `exp` has been reached (RFC 7519 section 4.1.4).
  not_yet,    ///< `nbf` or `iat` is ahead by more than token_clock_skew.
  malformed,  ///< A time claim is not a number of seconds.
};

enum class TokenSignature {
  unchecked,    ///< No secret to check it with.
  ours,         ///< Signed with the secret; also under HS384 or HS512.
  other,        ///< Not signed with the secret, or missing.
  development,  ///< "devtoken": accepted only by an app with authentication checks disabled.
};

/// The identity a token grants.
struct TokenBearer {
  enum class Kind {
    nobody,     ///< Names no user and is not a server token.
    server,     ///< `"server":true`; or only time claims, as from the Python SDK.
    user,       ///< `user_id`.
    anonymous,  ///< The user "!anon".
  };
  Kind kind = Kind::nobody;
  std::string user_id;
  std::string role;                    ///< In the calls of `call_cids`.
  std::vector<std::string> call_cids;  ///< If not empty, it is valid for these calls only.
};

/// A reason to reject a token.
struct TokenFault {
  int code = 5;     ///< Stream's: 40 expired, 41 nbf ahead, 42 iat ahead, 43 signature, 5 the rest.
  std::string why;  ///< A lower-case fact; quoted parts of the token are printable.
  /// The fault is in the token: no other clock or secret would make it valid.
  bool in_itself = true;
};

/// The fault as the API reports it: Stream's message for the code, then `why`.
std::string refusal(const TokenFault& fault);

struct TokenVerdict {
  Jwt jwt;
  TokenTimes times;
  Validity validity = Validity::valid;
  TokenSignature signature = TokenSignature::unchecked;
  bool is_misspelt = false;  ///< `other`, but the secret's signature in another encoding.
  TokenBearer bearer;
  std::vector<TokenFault> faults;  ///< In Stream's order of checks. Empty: Stream accepts it.
  std::vector<std::string> notes;  ///< Oddities that are no reason to reject it.
};

/// Validates `token` at `now`. `secret` is the app's; if empty, the signature is not checked.
/// `others` are keys to report if one of them signed. Fails as decode_jwt() does if it is not a
/// JWT. Stricter than Stream's documented behaviour in one point: rejects an `exp` past the year
/// 9999, nearly always one in milliseconds, since such a token never expires.
Result<TokenVerdict> judge_token(std::string_view token, const Secret& secret, WallTime now,
                                 std::span<const OtherKey> others = {});

}  // namespace streamctl::crypto
