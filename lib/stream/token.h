// The tokens of Stream: a server's, a user's, and a user's for certain calls.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/json.h"
#include "core/secret.h"

namespace streamctl::stream {

/// How far a token's `iat` lies in the past: a server whose clock is behind ours by less still
/// takes it. Stream's SDKs backdate by 1 s (node) to 5 s (Python).
constexpr std::chrono::seconds iat_backdated_by{5};

/// Who a token speaks for.
struct UserToken {
  std::string user_id;
  std::vector<std::string> call_cids;  ///< Not empty: it grants these calls alone.
  std::string role;                    ///< Not empty: the user's role in them.
};

/// `{"server":true}`, as the node and Go SDKs make it: it acts for anyone, and never expires.
Secret server_token(const Secret& api_secret);

/// `user_id`, `call_cids`, `role`, `iat` and `exp`, in whole seconds. `issued_at` stands as it is.
Json user_claims(const UserToken& user, WallTime issued_at, WallTime expires_at);

/// A token that is valid from a little before `now` until `valid_for` after it.
Secret user_token(const UserToken& user, const Secret& api_secret, WallTime now,
                  std::chrono::seconds valid_for);

}  // namespace streamctl::stream
