#include "args/watcher.h"

#include <chrono>
#include <utility>

#include "args/api_access.h"
#include "args/arguments.h"
#include "args/credentials.h"
#include "args/input.h"
#include "args/options.h"
#include "core/text.h"
#include "crypto/jwt.h"
#include "crypto/token.h"
#include "error_report.h"
#include "stream/token.h"

namespace streamctl::cli {
namespace {

constexpr const char* default_user_id = "streamctl";
/// Longer than the usual life of a connection; each gets its own token.
constexpr std::chrono::hours token_valid_for{24};

/// Refuses a token that is invalid in itself. Warns about one that another clock or another secret
/// could make valid, and leaves the decision to Stream.
Result<void> check_token(const crypto::TokenVerdict& verdict, Context& context) {
  for (const crypto::TokenFault& fault : verdict.faults) {
    const std::string refusal =
        crypto::refusal(fault) + " (code " + std::to_string(fault.code) + ")";
    if (fault.in_itself)
      return refused_error("--token: " + refusal, "'streamctl token inspect' shows all it says");
    report_warning(context, "--token: " + refusal);
  }
  if (verdict.bearer.kind == crypto::TokenBearer::Kind::user) return {};
  return config_error("--token: it is no user's token: it has no user_id",
                      "make one with 'streamctl token --user-id ID'");
}

/// The token of --token, and its user.
Result<void> take_token(const WatcherOptions& options, Context& context, Watcher& watcher) {
  if (crypto::without_tokens(options.token) != options.token)
    return option_error("--token", "it takes the name of a file, and this is a token",
                        "pass - and the token on standard input: an argument shows in ps");
  auto text = read_input(options.token, context, 2 * crypto::jwt_bytes_max);
  if (!text) return std::move(text).error().in("--token");
  const std::string token{crypto::bare_token(*text)};
  const auto verdict = crypto::judge_token(token, context.settings.api_secret, context.clock.now(),
                                           context.settings.other_keys);
  if (!verdict) return verdict.error().in("--token");
  if (auto good = check_token(*verdict, context); !good) return std::move(good).error();
  const std::string& user_id = verdict->bearer.user_id;
  if (!options.user_id.empty() && options.user_id != user_id)
    return option_error("--user-id", "the token is that of " + printable(user_id));
  watcher.access.token = Secret{token};
  watcher.user_id = user_id;
  return {};
}

}  // namespace

void declare_watcher(Arguments& arguments, WatcherOptions& options) {
  arguments
      .text("--user-id", options.user_id,
            "The user to connect as (default the token's, the profile's user_id, then "
            "streamctl)")
      .metavar("ID");
  arguments
      .text("--token", options.token,
            "File with the user's token, - is standard input: then no secret is needed")
      .metavar(file_metavar);
}

Result<Watcher> resolve_watcher(const WatcherOptions& options, const std::string& ca_certificate,
                                Context& context) {
  auto key = require_key(context.settings);
  if (!key) return std::move(key).error();
  auto base_url = base_url_of(context.settings);
  if (!base_url) return std::move(base_url).error();
  Watcher watcher;
  watcher.access.api_key = *std::move(key);
  watcher.access.base_url = *std::move(base_url);
  watcher.access.connect_timeout = context.settings.connect_timeout;
  watcher.access.trust.ca_certificate = ca_certificate;
  if (auto good = net::check_trust(watcher.access.trust); !good)
    return std::move(good).error().in("--ca-cert");
  watcher.access.surface = stream::Surface::client;
  if (!options.token.empty()) {
    if (auto taken = take_token(options, context, watcher); !taken) return std::move(taken).error();
    return watcher;
  }
  auto secret = require_secret(context);
  if (!secret) {
    Error error = std::move(secret).error();
    error.hint += "; or pass --token FILE";
    return error;
  }
  watcher.secret = *std::move(secret);
  const std::string& profile_user = context.settings.user_id;
  watcher.user_id = profile_user.empty() ? default_user_id : profile_user;
  if (!options.user_id.empty()) watcher.user_id = options.user_id;
  return watcher;
}

stream::RealtimeOptions realtime_options(const Watcher& watcher, const Context& context) {
  stream::RealtimeOptions options;
  options.base_url = watcher.access.base_url;
  options.api_key = watcher.access.api_key;
  options.user_id = watcher.user_id;
  options.trust = watcher.access.trust;
  options.connect_timeout = watcher.access.connect_timeout;
  options.proxy = proxy_of(watcher.access.base_url, context);
  return options;
}

std::optional<Secret> token_of(const Watcher& watcher, bool stale, const Context& context) {
  if (!watcher.secret.empty()) {
    return stream::user_token({.user_id = watcher.user_id}, watcher.secret, context.clock.now(),
                              token_valid_for);
  }
  if (stale) return std::nullopt;
  return watcher.access.token;
}

}  // namespace streamctl::cli
