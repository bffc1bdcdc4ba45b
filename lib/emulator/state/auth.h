// Authentication: API key, token, and what the token allows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/clock.h"
#include "core/secret.h"
#include "emulator/state/failure.h"

namespace streamctl::emulator {

struct Caller {
  enum class Kind {
    anonymous,  ///< No token, or one for "!anon". Cannot open a socket.
    user,
    server,  ///< A signed token without `user_id`: {"server":true}, or {} from the Python SDK.
  };
  Kind kind = Kind::anonymous;
  std::string user_id;                 ///< A user's id, or "!anon" if a token names that.
  std::string role;                    ///< Granted by a call token within its calls.
  std::vector<std::string> call_cids;  ///< The only calls that a call token is valid for.
  double issued_at = 0;                ///< `iat` in Unix seconds; 0 if it has none.
  double expires_at = 0;               ///< `exp`; 0 if it has none.
  bool operator==(const Caller&) const = default;
};

/// The key and secret of the app, and the tokens declared expired.
class Authority {
 public:
  Authority(std::string api_key, Secret secret);

  [[nodiscard]] const std::string& api_key() const { return api_key_; }
  /// 401 code 2 for any other key.
  [[nodiscard]] Result<void, Failure> check_key(const std::string& api_key) const;

  /// Judges a token with crypto::judge_token(). 401 with code 40 (expired or revoked), 41 (`nbf` in
  /// the future), 42 (`iat` in the future), 43 (signature) or 5 (no token, a
  /// malformed one, or one of a user whose id Stream does not take). A development token (signature
  /// "devtoken") is valid only if `is_unchecked`.
  Result<Caller, Failure> check_token(std::string_view token, bool is_unchecked, WallTime now);

  /// From now on, user tokens that were seen or issued before are refused with code 40. Server
  /// tokens stay valid.
  void expire_tokens(WallTime now);

  /// A user token that is valid for an hour.
  [[nodiscard]] std::string user_token(const std::string& user_id, WallTime now) const;

 private:
  [[nodiscard]] bool is_expired(std::size_t hash, const Json& claims) const;
  void remember(std::size_t hash);

  std::string api_key_;
  Secret secret_;
  std::deque<std::size_t> seen_;  ///< Hashes of user tokens, oldest first.
  std::unordered_set<std::size_t> seen_set_;
  std::unordered_set<std::size_t> expired_;
  std::int64_t expired_before_ = INT64_MIN;  ///< Unix seconds.
};

}  // namespace streamctl::emulator
