#include "commands/doctor/hook_findings.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>

#include "args/listener_probes.h"
#include "core/json.h"
#include "core/text.h"
#include "net/http_client/curl_url.h"
#include "render/layout.h"
#include "stream/hook_mark.h"
#include "stream/hooks.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {
namespace {

using Status = Finding::Status;

constexpr std::size_t types_named_max = 3;

/// "3: 2 webhook, 1 sqs; 1 disabled".
Finding count_finding(const std::vector<stream::HookSummary>& hooks) {
  if (hooks.empty())
    return {"hooks", Status::ok, "none: Stream sends this app's events nowhere",
            "'streamctl hooks add URL' adds one"};
  std::map<std::string, std::size_t> kinds;
  for (const auto& hook : hooks)
    ++kinds[hook.kind.empty() ? "of no kind" : printable_name(hook.kind)];
  std::vector<std::string> counts;
  for (const auto& [kind, count] : kinds)
    counts.push_back(std::to_string(count) + " " + kind);
  const auto off =
      std::count_if(hooks.begin(), hooks.end(), [](auto& one) { return !one.enabled; });
  return {"hooks", static_cast<std::size_t>(off) == hooks.size() ? Status::warn : Status::ok,
          joined(counts, ", ") + (off == 0 ? "" : "; " + std::to_string(off) + " disabled"), ""};
}

std::string unknown_types(const std::vector<std::string>& types) {
  std::vector<std::string> unknown;
  for (const std::string& type : types) {
    if (webhook::find_event_type(type) == nullptr && webhook::is_slip(type))
      unknown.push_back(printable_name(type));
  }
  const std::size_t more = unknown.size() - std::min(unknown.size(), types_named_max);
  unknown.resize(unknown.size() - more);
  return joined(unknown, ", ") + (more == 0 ? "" : " and " + std::to_string(more) + " more");
}

/// What is wrong with an enabled hook; nullopt: nothing.
std::optional<Finding> fault_of(const stream::HookSummary& hook, bool is_api_here) {
  const std::string name = printable_name(hook.target) + ": ";
  const std::string change = "'streamctl hooks update " + short_id(hook.id) + "' changes it";
  if (hook.target.empty())
    return Finding{"hook", Status::warn, printable_name(hook.id) + ": it has no target", change};
  if (const std::string types = unknown_types(hook.types); !types.empty())
    return Finding{"hook", Status::warn, name + "probably misspelt types: " + types, change};
  if (hook.kind != "webhook") return std::nullopt;
  const bool is_here = net::leads_to_this_machine(net::host_of(hook.target));
  if (is_here && !is_api_here)
    return Finding{"hook", Status::warn, name + "Stream cannot reach a machine's own address",
                   change};
  if (!is_here && lower_ascii(hook.target).starts_with("http:"))
    return Finding{"hook", Status::warn, name + "unencrypted: events travel in the clear", change};
  return std::nullopt;
}

/// Whether an enabled hook before `index` has the same target.
bool is_twin(const std::vector<stream::HookSummary>& hooks, std::size_t index) {
  return std::any_of(hooks.begin(), hooks.begin() + static_cast<std::ptrdiff_t>(index),
                     [&](const stream::HookSummary& one) {
                       return one.enabled && !one.target.empty() &&
                              one.target == hooks[index].target &&
                              (one.types.empty() || one.types == hooks[index].types);
                     });
}

}  // namespace

std::vector<Finding> hook_findings(const stream::AppHooks& app, const HookView& view) {
  std::vector<stream::HookSummary> hooks;
  for (const Json& hook : app.all())
    hooks.push_back(stream::summary_of(hook));
  std::vector<Finding> findings{count_finding(hooks)};
  if (!app.in_use && !app.hooks.empty())
    findings.push_back({"hooks", Status::warn,
                        "the app still uses its older webhook settings (use_hook_v2 is off)",
                        "turn event hooks on in the dashboard"});
  const bool is_api_here = net::leads_to_this_machine(net::host_of(view.base_url));
  std::vector<Finding> faults;
  for (std::size_t i = 0; i < hooks.size(); ++i) {
    if (!hooks[i].enabled) continue;
    if (i < app.hooks.size() && stream::is_left_over(app.hooks[i], view.owner, view.is_port_used))
      faults.push_back({"hook", Status::warn,
                        printable_name(hooks[i].target) + ": a listener of yours left it",
                        "'streamctl hooks prune' removes it"});
    else if (auto fault = fault_of(hooks[i], is_api_here))
      faults.push_back(*std::move(fault));
    else if (is_twin(hooks, i))
      faults.push_back({"hook", Status::warn,
                        printable_name(hooks[i].target) + ": two hooks: events come twice",
                        "'streamctl hooks remove " + short_id(hooks[i].id) + "' removes one"});
  }
  const std::size_t more = faults.size() - std::min(faults.size(), hooks_named_max);
  faults.resize(faults.size() - more);
  findings.insert(findings.end(), faults.begin(), faults.end());
  if (more > 0)
    findings.push_back({"hook", Status::warn, std::to_string(more) + " more hooks with a fault",
                        "'streamctl hooks' lists all"});
  return findings;
}

Finding answer_finding(const Json& hook, const net::HttpOutcome& outcome) {
  const stream::HookSummary one = stream::summary_of(hook);
  const std::string name = printable_name(one.target) + ": ";
  const bool is_of_listen = stream::mark_of(hook).has_value();
  if (outcome.kind != net::HttpOutcome::Kind::answered)
    return {"hook", Status::warn, name + printable(outcome.error),
            "can Stream reach it? 'streamctl hooks remove " + short_id(one.id) + "' removes it"};
  if (is_of_listen && !is_of_listener(outcome))
    return {"hook", Status::warn, name + "no listener answers there",
            "'streamctl hooks prune --all' removes it"};
  if (is_of_listen) return {"hook", Status::ok, name + "a listener answers", ""};
  const std::string status = std::to_string(outcome.status);
  if (outcome.status == 404 || outcome.status == 410 || outcome.status >= 500)
    return {"hook", Status::warn, name + "it answers a HEAD with " + status,
            "'streamctl check URL' tests a handler"};
  return {"hook", Status::ok, name + "it can be reached", ""};
}

}  // namespace streamctl::cli
