#include "stream/token.h"

#include <nlohmann/json.hpp>

#include "crypto/jwt.h"

namespace streamctl::stream {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

seconds::rep whole_seconds(WallTime time) {
  return floor<seconds>(time).time_since_epoch().count();
}

}  // namespace

Secret server_token(const Secret& api_secret) {
  return Secret(crypto::sign_jwt(Json{{"server", true}}, api_secret.reveal()));
}

Json user_claims(const UserToken& user, WallTime issued_at, WallTime expires_at) {
  Json claims{{"user_id", user.user_id}};
  if (!user.call_cids.empty()) claims["call_cids"] = user.call_cids;
  if (!user.role.empty()) claims["role"] = user.role;
  claims["iat"] = whole_seconds(issued_at);
  claims["exp"] = whole_seconds(expires_at);
  return claims;
}

Secret user_token(const UserToken& user, const Secret& api_secret, WallTime now,
                  std::chrono::seconds valid_for) {
  return Secret(crypto::sign_jwt(user_claims(user, now - iat_backdated_by, now + valid_for),
                                 api_secret.reveal()));
}

}  // namespace streamctl::stream
