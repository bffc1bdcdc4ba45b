// How Stream judges a token. One judgement for `token inspect`, `watch --token` and the emulator.
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

/// The time claims that are times; nothing where a claim is absent, no number of seconds, or past
/// what WallTime holds (2261).
struct TokenTimes {
  std::optional<WallTime> issued_at;   ///< iat
  std::optional<WallTime> not_before;  ///< nbf
  std::optional<WallTime> expires_at;  ///< exp
  bool operator==(const TokenTimes&) const = default;
};

/// By the times alone.
enum class Validity {
  valid,
  expired,    ///< `exp` has come (RFC 7519 section 4.1.4).
  not_yet,    ///< `nbf` or `iat` is ahead by more than token_clock_skew.
  malformed,  ///< One of them is no number of seconds.
};

enum class TokenSignature {
  unchecked,    ///< There is no secret to check it with.
  ours,         ///< Made with the secret; under HS384 or HS512 too.
  other,        ///< Not made with the secret, or not there.
  development,  ///< "devtoken": taken only by an app with its authentication checks off.
};

/// Who a token speaks for.
struct TokenBearer {
  enum class Kind {
    nobody,     ///< Its claims name no user, and do not make it a server's.
    server,     ///< `"server":true`; or no claims but times, as Python's SDK makes it.
    user,       ///< `user_id`.
    anonymous,  ///< The user "!anon".
  };
  Kind kind = Kind::nobody;
  std::string user_id;
  std::string role;                    ///< In the calls of `call_cids`.
  std::vector<std::string> call_cids;  ///< Not empty: it is good for these calls alone.
};

/// A reason to refuse a token.
struct TokenFault {
  int code = 5;     ///< Stream's: 40 expired, 41 nbf ahead, 42 iat ahead, 43 signature, 5 the rest.
  std::string why;  ///< A lower-case fact; what it quotes of the token is printable.
  /// It lies in the token: no other clock and no other secret would make the token good.
  bool in_itself = true;
};

/// The fault as the API says it: Stream's own words for the code, then why.
std::string refusal(const TokenFault& fault);

struct TokenVerdict {
  Jwt jwt;
  TokenTimes times;
  Validity validity = Validity::valid;
  TokenSignature signature = TokenSignature::unchecked;
  bool is_misspelt = false;  ///< The signature is the secret's, written in another form; `other`.
  TokenBearer bearer;
  std::vector<TokenFault> faults;  ///< In the order Stream checks. Empty: Stream takes it.
  std::vector<std::string> notes;  ///< What is unusual, and no reason to refuse it.
};

/// Judges `token` at `now`. `secret` is the app's; empty, the signature goes unchecked. `others`
/// are keys to name where one of them signed. Fails as decode_jwt() does, where it is no JWT.
///
/// Stricter than may be known of Stream in one point: an `exp` past the year 9999, nearly always
/// one in milliseconds, is refused, since such a token never expires.
Result<TokenVerdict> judge_token(std::string_view token, const Secret& secret, WallTime now,
                                 std::span<const OtherKey> others = {});

}  // namespace streamctl::crypto
