// Who asks: API key, token, and what the token allows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>
#include <variant>
#include <vector>

#include "core/clock.h"
#include "core/secret.h"
#include "emulator/state/failure.h"

namespace streamctl::emulator {

struct Caller {
  enum class Kind {
    anonymous,  ///< No token, or one for "!anon": nobody in particular, who opens no socket.
    user,
    server,  ///< A good signature without `user_id`: {"server":true}, or {} as Python's SDK makes.
  };
  Kind kind = Kind::anonymous;
  std::string user_id;                 ///< Of a user; "!anon" of a token for that.
  std::string role;                    ///< That a call token gives in its calls.
  std::vector<std::string> call_cids;  ///< A call token's: the only calls it is good for.
  bool operator==(const Caller&) const = default;
};

/// The keys of the one app there is, and the tokens that were declared expired.
class Authority {
 public:
  Authority(std::string api_key, Secret secret);

  [[nodiscard]] const std::string& api_key() const { return api_key_; }
  /// 401 code 2 for another key than ours.
  [[nodiscard]] std::variant<std::string, Failure> check_key(const std::string& api_key) const;

  /// As crypto::judge_token() finds: codes 40 (expired, or revoked), 41 (`nbf` ahead), 42 (`iat`
  /// ahead), 43 (signature), 5 (no token, or one that makes no sense).
  /// A development token (signature "devtoken") is good only where `is_unchecked`.
  std::variant<Caller, Failure> check_token(std::string_view token, bool is_unchecked,
                                            WallTime now);

  /// Every user token seen so far, and every one issued before, is answered with code 40 from now
  /// on. Server tokens stay good.
  void expire_tokens(WallTime now);
  void forget_tokens();

  /// A user token for an hour.
  [[nodiscard]] std::string user_token(const std::string& user_id, WallTime now) const;

 private:
  [[nodiscard]] bool is_expired(std::size_t hash, const Json& claims) const;
  void remember(std::size_t hash);

  std::string api_key_;
  Secret secret_;
  std::deque<std::size_t> seen_;  ///< Hashes of user tokens, the oldest first.
  std::unordered_set<std::size_t> seen_set_;
  std::unordered_set<std::size_t> expired_;
  std::int64_t expired_before_ = INT64_MIN;  ///< Unix seconds.
};

}  // namespace streamctl::emulator
