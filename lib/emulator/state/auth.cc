#include "emulator/state/auth.h"

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include "crypto/jwt.h"
#include "crypto/token.h"
#include "emulator/limits.h"
#include "emulator/state/user_id.h"

namespace streamctl::emulator {

namespace {

std::int64_t unix_seconds(WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

/// The Unix seconds of `iat` or `exp`; nothing if it is absent.
std::optional<double> seconds_of(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  return found == claims.end() || !found->is_number() ? std::nullopt
                                                      : std::optional(found->get<double>());
}

Caller caller_of(crypto::TokenBearer&& bearer) {
  using Kind = crypto::TokenBearer::Kind;
  const auto kind = bearer.kind == Kind::server ? Caller::Kind::server
                    : bearer.kind == Kind::user ? Caller::Kind::user
                                                : Caller::Kind::anonymous;
  return {kind, std::move(bearer.user_id), std::move(bearer.role), std::move(bearer.call_cids)};
}

}  // namespace

Authority::Authority(std::string api_key, Secret secret)
    : api_key_(std::move(api_key)), secret_(std::move(secret)) {}

Result<void, Failure> Authority::check_key(const std::string& api_key) const {
  if (api_key == api_key_) return {};
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

Result<Caller, Failure> Authority::check_token(std::string_view token, bool is_unchecked,
                                               WallTime now) {
  if (token.empty()) return authentication_failed("token not provided");
  auto verdict = crypto::judge_token(token, secret_, now);
  if (!verdict)
    return authentication_failed(crypto::bare_token(token) == token
                                     ? "token is no JWT: " + verdict.error().what
                                     : "token is no JWT: send it bare, without 'Bearer ', quotes "
                                       "or white space around it");
  const bool is_development =
      is_unchecked && verdict->signature == crypto::TokenSignature::development;
  for (const crypto::TokenFault& fault : verdict->faults)
    if (fault.code != 43 || !is_development) return Failure{fault.code, 401, refusal(fault)};
  Caller caller = caller_of(std::move(verdict->bearer));
  if (caller.kind == Caller::Kind::server) return caller;
  if (caller.kind == Caller::Kind::user && !is_user_id(caller.user_id))
    return authentication_failed(not_a_user_id("user_id of the token"));
  caller.issued_at = seconds_of(verdict->jwt.claims, "iat").value_or(0);
  caller.expires_at = seconds_of(verdict->jwt.claims, "exp").value_or(0);
  const std::size_t hash = std::hash<std::string_view>{}(token);
  if (is_expired(hash, verdict->jwt.claims)) return Failure{40, 401, "token has expired"};
  remember(hash);
  return caller;
}

void Authority::expire_tokens(WallTime now) {
  expired_before_ = unix_seconds(now) - crypto::token_clock_skew.count();
  expired_.merge(seen_set_);
  if (expired_.size() > tokens_remembered_max)
    expired_.clear();  // Their `iat` is older than expired_before_.
  seen_set_.clear();
  seen_.clear();
}

std::string Authority::user_token(const std::string& user_id, WallTime now) const {
  const std::int64_t issued = unix_seconds(now) - 1;
  return crypto::sign_jwt({{"user_id", user_id}, {"iat", issued}, {"exp", issued + 3600}},
                          secret_.reveal());
}

}  // namespace streamctl::emulator
