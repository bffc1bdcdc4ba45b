#include "commands/watch/options.h"

#include <utility>

#include "args/arguments.h"
#include "args/credentials.h"
#include "args/options.h"
#include "args/routes.h"
#include "core/call_id.h"
#include "core/json.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

void declare_whom(Arguments& arguments, WatchOptions& options) {
  arguments.texts("CALL", options.calls, "The calls, as default:standup").metavar("TYPE:ID");
  declare_watcher(arguments, options.watcher);
  arguments.choice(
      "--via", options.via,
      {{"get", stream::Via::get}, {"query", stream::Via::query}, {"join", stream::Via::join}},
      "How to watch: by GetCall, the default, by one QueryCalls for all, or by JoinCall");
  arguments.flag("--create", options.create, "Create the calls that do not exist");
  arguments
      .text("--query", options.query,
            "Watch the calls that QueryCalls finds for these filter conditions, instead of "
            "CALL: '{\"type\":\"livestream\"}'")
      .metavar("JSON");
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
  plan.via = options.via.value_or(stream::Via::get);
  if (options.calls.empty() == options.query.empty()) {
    return usage_error(
        options.calls.empty() ? "there is no call to watch" : "CALL and --query exclude each other",
        "name calls as default:standup, or pass --query JSON");
  }
  if (!options.query.empty()) {
    if (options.create)
      return option_error("--create", "a query makes no calls", "name them as TYPE:ID");
    if (options.via && *options.via != stream::Via::query)
      return option_error("--via", "--query watches by QueryCalls", "leave it out, or name calls");
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

Result<void> take_routes(const WatchOptions& options, Context& context, WatchSetup& setup) {
  if (options.forward_to.empty()) return {};
  auto routes = resolve_routes(options.forward_to, options.reach, context);
  if (!routes) return std::move(routes).error();
  auto secret = require_secret(context);
  if (!secret) return std::move(secret).error().in("--forward-to signs what it delivers");
  setup.routes = *std::move(routes);
  for (listener::Route& route : setup.routes) {
    route.target.secret = *secret;
    route.target.api_key = setup.watcher.access.api_key;
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
  declare_ui(arguments, options.ui);
  declare_view(arguments, options.view);
}

Result<WatchSetup> plan_watch(const WatchOptions& options, Context& context) {
  if (auto good = check_record(options.record); !good) return std::move(good).error();
  if (auto good = check_policy(options.policy); !good) return std::move(good).error();
  if (auto good = check_ui(options.ui); !good) return std::move(good).error();
  auto calls = calls_of(options);
  if (!calls) return std::move(calls).error();
  warn_of_unknown_types(options.filters, context);
  warn_of_unknown_types(options.end, context);
  auto expectations = expectations_of(options.end);
  if (!expectations) return std::move(expectations).error();
  auto filter = make_filter(options.filters, context);
  if (!filter) return std::move(filter).error();
  WatchSetup setup;
  // Ignore --insecure: it applies to the user's target, not to Stream and its tokens.
  auto watcher = resolve_watcher(options.watcher, options.reach.ca_certificate, context);
  if (!watcher) return std::move(watcher).error();
  setup.watcher = *std::move(watcher);
  if (auto taken = take_routes(options, context, setup); !taken) return std::move(taken).error();
  auto reach = resolve_reach(options.reach, context);
  if (!reach) return std::move(reach).error();
  setup.page_reach = *std::move(reach);
  setup.watch = *std::move(calls);
  setup.record = options.record;
  setup.policy = options.policy;
  setup.selection = options.filters.selection;
  setup.filter = *std::move(filter);
  setup.expectations = *std::move(expectations);
  setup.duration = options.end.duration;
  setup.timeout = options.end.timeout;
  setup.junit = options.end.junit;
  setup.ui = options.ui;
  setup.view = view_of(options.view);
  setup.view.names_targets = setup.routes.size() > 1;
  return setup;
}

}  // namespace streamctl::cli
