// What `doctor` finds about the app's event hooks. Pure.
#pragma once

#include <string>
#include <vector>

#include "commands/doctor/findings.h"
#include "stream/app_hooks.h"

namespace streamctl::cli {

/// At most this many faulty hooks are named.
constexpr std::size_t hooks_named_max = 8;

/// How many hooks there are, and a warning for each that cannot work as it is or sends events in
/// the clear. `base_url` is that of the API, which decides what a loopback address means.
std::vector<Finding> hook_findings(const stream::AppHooks& app, const std::string& base_url);

}  // namespace streamctl::cli
