#include "commands/watch/options.h"

#include <utility>

#include "args/api_access.h"
#include "args/arguments.h"
#include "args/credentials.h"
#include "args/input.h"
#include "args/options.h"
#include "args/routes.h"
#include "core/call_id.h"
#include "core/json.h"
#include "core/text.h"
#include "crypto/jwt.h"
#include "crypto/token.h"
#include "error_report.h"

namespace streamctl::cli {
namespace {

constexpr const char* default_user_id = "streamctl";

void declare_whom(Arguments& arguments, WatchOptions& options) {
  arguments.texts("CALL", options.calls, "The calls, as default:standup").metavar("TYPE:ID");
  arguments
      .text("--user-id", options.user_id,
            "The user to connect as (default the token's, the profile's user_id, then "
            "streamctl)")
      .metavar("ID");
  arguments.flag("--create", options.create, "Create the calls that do not exist");
  arguments
      .text("--query", options.query,
            "Watch the calls that QueryCalls finds for these filter conditions, instead of "
            "CALL: '{\"type\":\"livestream\"}'")
      .metavar("JSON");
  arguments
      .text("--token", options.token,
            "File with the user's token, - is standard input: then no secret is needed")
      .metavar(file_metavar);
}

void declare_forwarding(Arguments& arguments, WatchOptions& options) {
  declare_routes(
      arguments, options.forward_to,
      "Deliver each event, or those whose type matches the glob, to this URL as a signed "
      "webhook, as Stream would; repeatable",
      "Forwarding");
  declare_reach(arguments, options.reach);
  declare_policy(arguments, options.policy);
}

Result<stream::WatchPlan> calls_of(const WatchOptions& options) {
  stream::WatchPlan plan;
  plan.create = options.create;
  if (options.calls.empty() == options.query.empty()) {
    return usage_error(
        options.calls.empty() ? "there is no call to watch" : "CALL and --query exclude each other",
        "name calls as default:standup, or pass --query JSON");
  }
  if (!options.query.empty()) {
    if (options.create)
      return option_error("--create", "a query makes no calls", "name them as TYPE:ID");
    auto query = parse_json(options.query, Digits::kept);
    if (!query) return option_error("--query", query.error().what);
    if (!query->is_object())
      return option_error("--query", "it is no JSON object", "as in '{\"type\":\"livestream\"}'");
    plan.query = *std::move(query);
  }
  for (const std::string& cid : options.calls) {
    auto call = parse_call_id(cid);
    if (!call) return std::move(call).error();
    plan.calls.push_back(*std::move(call));
  }
  return plan;
}

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
Result<void> take_token(const WatchOptions& options, Context& context, WatchSetup& setup) {
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
  setup.access.token = Secret{token};
  setup.user_id = user_id;
  return {};
}

Result<void> take_credentials(const WatchOptions& options, Context& context, WatchSetup& setup) {
  auto key = require_key(context.settings);
  if (!key) return std::move(key).error();
  auto base_url = base_url_of(context.settings);
  if (!base_url) return std::move(base_url).error();
  setup.access.api_key = *std::move(key);
  setup.access.base_url = *std::move(base_url);
  setup.access.connect_timeout = context.settings.connect_timeout;
  // Ignore --insecure: it applies to the user's target, not to Stream and its tokens.
  setup.access.trust.ca_certificate = options.reach.ca_certificate;
  if (auto good = net::check_trust(setup.access.trust); !good)
    return std::move(good).error().in("--ca-cert");
  setup.access.surface = stream::Surface::client;
  if (!options.token.empty()) return take_token(options, context, setup);
  auto secret = require_secret(context);
  if (!secret) {
    Error error = std::move(secret).error();
    error.hint += "; or pass --token FILE";
    return error;
  }
  setup.secret = *std::move(secret);
  const std::string& profile_user = context.settings.user_id;
  setup.user_id = profile_user.empty() ? default_user_id : profile_user;
  if (!options.user_id.empty()) setup.user_id = options.user_id;
  return {};
}

Result<void> take_routes(const WatchOptions& options, Context& context, WatchSetup& setup) {
  if (options.forward_to.empty()) return {};
  auto routes = resolve_routes(options.forward_to, options.reach, context);
  if (!routes) return std::move(routes).error();
  auto secret = require_secret(context);
  if (!secret) return std::move(secret).error().in("--forward-to signs what it delivers");
  setup.routes = *std::move(routes);
  for (listener::Route& route : setup.routes) {
    route.target.secret = *secret;
    route.target.api_key = setup.access.api_key;
  }
  return {};
}

}  // namespace

void declare_watch(Arguments& arguments, WatchOptions& options) {
  declare_whom(arguments, options);
  declare_record(arguments, options.record, "Append each event to this capture");
  declare_forwarding(arguments, options);
  declare_filters(arguments, options.filters);
  declare_end(arguments, options.end);
  declare_view(arguments, options.view);
}

Result<WatchSetup> plan_watch(const WatchOptions& options, Context& context) {
  if (auto good = check_record(options.record); !good) return std::move(good).error();
  if (auto good = check_policy(options.policy); !good) return std::move(good).error();
  auto calls = calls_of(options);
  if (!calls) return std::move(calls).error();
  warn_of_unknown_types(options.filters, context);
  warn_of_unknown_types(options.end, context);
  auto expectations = expectations_of(options.end);
  if (!expectations) return std::move(expectations).error();
  auto filter = make_filter(options.filters, context);
  if (!filter) return std::move(filter).error();
  WatchSetup setup;
  if (auto taken = take_credentials(options, context, setup); !taken)
    return std::move(taken).error();
  if (auto taken = take_routes(options, context, setup); !taken) return std::move(taken).error();
  setup.watch = *std::move(calls);
  setup.record = options.record;
  setup.policy = options.policy;
  setup.selection = options.filters.selection;
  setup.filter = *std::move(filter);
  setup.expectations = *std::move(expectations);
  setup.duration = options.end.duration;
  setup.timeout = options.end.timeout;
  setup.junit = options.end.junit;
  setup.view = view_of(options.view);
  setup.view.names_targets = setup.routes.size() > 1;
  return setup;
}

}  // namespace streamctl::cli
