// Scenarios: consistent, ordered events of one call.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/random.h"
#include "core/result.h"
#include "webhook/example.h"
#include "webhook/overrides.h"

namespace streamctl::webhook {

/// One event of a scenario.
// NOLINTNEXTLINE(bugprone-exception-escape): moving a Json throws nothing.
struct Step {
  std::chrono::nanoseconds after{};  ///< Since the step before.
  std::string type;
  std::string user;  ///< The acting user: "owner", "guest" or a user id; empty: the usual one.
  std::vector<Override> set;
  Json data;  ///< Merged over the event; null: none.
};

struct Scenario {
  std::string name;
  std::string description;  ///< One line.
  std::string call_cid;     ///< Empty: default:standup.
  std::string user_id;      ///< The owner's id; empty: a built-in one.
  std::vector<Step> steps;
};

/// The built-in scenarios.
const std::vector<Scenario>& scenarios();
const Scenario* find_scenario(std::string_view name);

/// Reads a user-defined scenario:
///     {"name": "…", "description": "…", "call": "default:standup", "user": "john",
///      "steps": [{"after": "2s", "type": "call.created", "user": "guest",
///                 "set": {"call.custom.room": "blue"}, "data": {…}}]}
/// Only `steps`, and `type` in each, are needed. Kind config; the message names the step: "step 3:
/// unknown key 'afer'".
Result<Scenario> parse_scenario(std::string_view text);

/// One event, and its delay after the previous one.
struct ScenarioEvent {
  std::chrono::nanoseconds after{};
  std::string type;
  Json body;
};

/// The whole scenario, starting at `options.now`. A call or user in `options` overrides the
/// scenario's.
Result<std::vector<ScenarioEvent>> events_of(const Scenario& scenario,
                                             const ExampleOptions& options, Random& random);

}  // namespace streamctl::webhook
