#include "stream/token.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "crypto/jwt.h"

namespace streamctl::stream {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

constexpr double last_second = 9'183'110'400;  // 2261-01-01: nanoseconds hold no later time.

/// Says in `malformed` that there is one which is no number; null counts as absent.
std::optional<WallTime> time_claim(const Json& claims, const char* name, bool& malformed) {
  const auto found = claims.find(name);
  if (found == claims.end() || found->is_null()) return std::nullopt;
  malformed = malformed || !found->is_number();
  if (!found->is_number()) return std::nullopt;
  // As a double first: a claim may be 1e300, or a whole number past 63 bits.
  const auto value = found->get<double>();
  if (!(value >= 0 && value <= last_second)) return std::nullopt;
  return WallTime{seconds{static_cast<seconds::rep>(value)}};
}

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

TokenTimes times_of(const Json& claims) {
  TokenTimes times;
  times.issued_at = time_claim(claims, "iat", times.malformed);
  times.not_before = time_claim(claims, "nbf", times.malformed);
  times.expires_at = time_claim(claims, "exp", times.malformed);
  return times;
}

Validity validity_at(const TokenTimes& times, WallTime now) {
  if (times.malformed) return Validity::malformed;
  if (times.expires_at && *times.expires_at <= now) return Validity::expired;
  if ((times.not_before && *times.not_before > now) || (times.issued_at && *times.issued_at > now))
    return Validity::not_yet;
  return Validity::valid;
}

}  // namespace streamctl::stream
