#include "commands/compare/live_plan.h"

#include <cstdint>
#include <utility>

#include "args/credentials.h"
#include "args/endpoint.h"
#include "core/call_id.h"

namespace streamctl::cli {
namespace {

/// A glob that matches `text` alone.
std::string glob_of(const std::string& text) {
  std::string glob;
  for (const char c : text) {
    if (c == '*' || c == '?' || c == '[' || c == '\\') glob += '\\';
    glob += c;
  }
  return glob;
}

}  // namespace

Result<LivePlan> plan_live(const CompareOptions& options, Context& context) {
  LivePlan plan;
  for (const std::string& cid : options.calls) {
    auto call = parse_call_id(cid);
    if (!call) return std::move(call).error().in("--call");
    plan.watch.calls.push_back(*std::move(call));
    plan.compare.calls.push_back(glob_of(cid));
  }
  plan.watch.create = options.live.create;
  if (auto good = check_endpoint(options.live.endpoint); !good) return std::move(good).error();
  auto expectations = expectations_of(options.end);
  if (!expectations) return std::move(expectations).error();
  plan.expectations = *std::move(expectations);
  warn_of_unknown_types(options.end, context);
  if (auto good = check_record(options.live.record); !good) return std::move(good).error();
  plan.record = options.live.record;
  auto watcher = resolve_watcher(options.live.watcher, "", context);
  if (!watcher) return std::move(watcher).error();
  plan.watcher = *std::move(watcher);
  auto secret = require_secret(context);
  if (!secret) return std::move(secret).error().in("the signatures of webhooks");
  plan.secret = *std::move(secret);
  auto public_end = plan_public_end(options.live.public_end, options.live.reach,
                                    options.live.endpoint.path, context);
  if (!public_end) return std::move(public_end).error();
  plan.public_end = *std::move(public_end);
  if (plan.public_end) plan.public_end->address.probe.secret = plan.secret;
  plan.server.host = options.live.endpoint.host;
  plan.server.port = static_cast<std::uint16_t>(options.live.endpoint.port);
  plan.path = options.live.endpoint.path;
  plan.compare.types = options.types;
  plan.compare.only_overlap = options.overlap;
  plan.strict = options.strict;
  plan.duration = options.end.duration;
  plan.timeout = options.end.timeout;
  plan.junit = options.end.junit;
  plan.grace = options.live.grace;
  plan.command = options.live.command;
  return plan;
}

}  // namespace streamctl::cli
