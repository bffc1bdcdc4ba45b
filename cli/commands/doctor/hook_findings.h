// What `doctor` finds about the app's event hooks. Pure.
#pragma once

#include <string>
#include <vector>

#include "commands/doctor/findings.h"
#include "core/json.h"
#include "net/http_client/http_client.h"
#include "stream/app_hooks.h"
#include "stream/hook_registration.h"

namespace streamctl::cli {

/// At most this many faulty hooks are named.
constexpr std::size_t hooks_named_max = 8;

/// How this machine and the API see the hooks.
struct HookView {
  std::string base_url;  ///< Of the API: decides what a loopback address means.
  std::string owner;     ///< See hook_owner().
  stream::IsPortUsed is_port_used;
};

/// How many hooks there are, and a warning for each that cannot work as it is, sends events in the
/// clear, or was left by a listener of ours.
std::vector<Finding> hook_findings(const stream::AppHooks& app, const HookView& view);

/// What the address of an enabled webhook answered: to a listener_probe() if a listener added the
/// hook, otherwise to a HEAD.
Finding answer_finding(const Json& hook, const net::HttpOutcome& outcome);

}  // namespace streamctl::cli
