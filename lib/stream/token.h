// Stream tokens: server, user, and user limited to certain calls.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/json.h"
#include "core/secret.h"

namespace streamctl::stream {

/// Backdates `iat`, so that a server whose clock lags ours by less accepts the token. Stream's SDKs
/// backdate by 1 s (node) to 5 s (Python).
constexpr std::chrono::seconds iat_backdated_by{5};

/// The subject of a token.
struct UserToken {
  std::string user_id;
  std::vector<std::string> call_cids;  ///< If not empty, the token grants only these calls.
  std::string role;                    ///< If not empty, the user's role in those calls.
};

/// Creates a `{"server":true}` token, as the node and Go SDKs do: it acts for any user and never
/// expires.
Secret server_token(const Secret& api_secret);

/// Encodes `user_id`, `call_cids`, `role`, `iat` and `exp`, in whole seconds. `issued_at` is used
/// unchanged.
Json user_claims(const UserToken& user, WallTime issued_at, WallTime expires_at);

/// Creates a token valid from shortly before `now` until `valid_for` after it.
Secret user_token(const UserToken& user, const Secret& api_secret, WallTime now,
                  std::chrono::seconds valid_for);

}  // namespace streamctl::stream
