#include "emulator/auth.h"

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include "crypto/jwt.h"
#include "emulator/limits.h"

namespace streamctl::emulator {

namespace {

/// Stream's leeway is not published; its SDKs backdate `iat` by one to five seconds.
constexpr std::int64_t skew_seconds = 5;
/// The user of anonymous tokens (Stream docs, "Client & Authentication").
constexpr std::string_view anonymous_id = "!anon";

std::int64_t unix_seconds(WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

/// A claim that is a time; nothing where it is absent.
std::optional<double> seconds_of(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || found->is_null()) return std::nullopt;
  return found->is_number() ? found->get<double>() : std::optional<double>();
}

bool is_malformed_time(const Json& claims, const char* name) {
  return claims.contains(name) && !claims[name].is_null() && !claims[name].is_number();
}

std::optional<Failure> fault_of_times(const Json& claims, WallTime now) {
  for (const char* name : {"exp", "nbf", "iat"}) {
    if (is_malformed_time(claims, name))
      return authentication_failed(std::string("token claim ") + name + " is no number");
  }
  const auto seconds = static_cast<double>(unix_seconds(now));
  if (const auto expiry = seconds_of(claims, "exp"); expiry && *expiry <= seconds)
    return Failure{40, 401, "token has expired"};
  if (const auto begin = seconds_of(claims, "nbf"); begin && *begin > seconds + skew_seconds)
    return Failure{41, 401, "token is not valid yet"};
  if (const auto issued = seconds_of(claims, "iat"); issued && *issued > seconds + skew_seconds)
    return Failure{42, 401, "token used before issue at (iat)"};
  return std::nullopt;
}

std::variant<Caller, Failure> caller_of(const Json& claims) {
  Caller caller;
  const auto user = claims.find("user_id");
  if (user == claims.end()) {
    caller.kind = Caller::Kind::server;
    return caller;
  }
  if (!user->is_string() || user->get_ref<const std::string&>().empty() ||
      user->get_ref<const std::string&>().size() > id_bytes_max)
    return authentication_failed("token claim user_id is no user id");
  caller.user_id = user->get<std::string>();
  caller.kind = caller.user_id == anonymous_id ? Caller::Kind::anonymous : Caller::Kind::user;
  if (const auto role = claims.find("role"); role != claims.end() && role->is_string())
    caller.role = role->get<std::string>();
  const auto cids = claims.find("call_cids");
  if (cids == claims.end()) return caller;
  if (!cids->is_array()) return authentication_failed("token claim call_cids is no array");
  for (const Json& cid : *cids) {
    if (cid.is_string()) caller.call_cids.push_back(cid.get<std::string>());
  }
  return caller;
}

}  // namespace

Authority::Authority(std::string api_key, Secret secret)
    : api_key_(std::move(api_key)), secret_(std::move(secret)) {}

std::variant<std::string, Failure> Authority::check_key(const std::string& api_key) const {
  if (api_key == api_key_) return api_key;
  return Failure{2, 401, api_key.empty() ? "api_key not provided" : "api_key not valid"};
}

bool Authority::is_expired(std::size_t hash, const Json& claims) const {
  if (expired_.contains(hash)) return true;
  const auto issued = seconds_of(claims, "iat");
  return issued && *issued < static_cast<double>(expired_before_);
}

void Authority::remember(std::size_t hash) {
  if (!seen_set_.insert(hash).second) return;
  seen_.push_back(hash);
  if (seen_.size() <= tokens_remembered_max) return;
  seen_set_.erase(seen_.front());
  seen_.pop_front();
}

std::variant<Caller, Failure> Authority::check_token(std::string_view token, bool is_unchecked,
                                                     WallTime now) {
  if (token.empty()) return authentication_failed("token not provided");
  const auto jwt = crypto::decode_jwt(token);
  if (!jwt) return authentication_failed("token is no JWT");
  const bool is_development = is_unchecked && jwt->signature == "devtoken";
  if (!is_development && !crypto::jwt_is_signed_with(token, secret_.reveal()))
    return Failure{43, 401, "token signature is invalid"};
  if (auto fault = fault_of_times(jwt->claims, now)) return *std::move(fault);
  auto caller = caller_of(jwt->claims);
  const auto* known = std::get_if<Caller>(&caller);
  if (known == nullptr || known->kind == Caller::Kind::server) return caller;
  const std::size_t hash = std::hash<std::string_view>{}(token);
  if (is_expired(hash, jwt->claims)) return Failure{40, 401, "token has expired"};
  remember(hash);
  return caller;
}

void Authority::expire_tokens(WallTime now) {
  expired_before_ = unix_seconds(now) - skew_seconds;
  expired_.merge(seen_set_);
  if (expired_.size() > tokens_remembered_max)
    expired_.clear();  // What is left is old, and `iat` tells.
  seen_set_.clear();
  seen_.clear();
}

void Authority::forget_tokens() {
  expired_.clear();
  seen_set_.clear();
  seen_.clear();
  expired_before_ = INT64_MIN;
}

std::string Authority::user_token(const std::string& user_id, WallTime now) const {
  const std::int64_t issued = unix_seconds(now) - 1;
  return crypto::sign_jwt({{"user_id", user_id}, {"iat", issued}, {"exp", issued + 3600}},
                          secret_.reveal());
}

}  // namespace streamctl::emulator
