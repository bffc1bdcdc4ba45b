// Stories of one call, told by consistent events in order.
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

/// One event of a story.
// NOLINTNEXTLINE(bugprone-exception-escape): moving a Json throws nothing.
struct Step {
  std::chrono::nanoseconds after{};  ///< Since the step before.
  std::string type;
  std::string user;  ///< Who acts: "owner", "guest" or a user id; empty: whoever usually does.
  std::vector<Override> set;
  Json data;  ///< Merged over the event; null where there is none.
};

struct Scenario {
  std::string name;
  std::string description;  ///< One line.
  std::string call_cid;     ///< Empty: default:standup.
  std::string user_id;      ///< Of the owner; empty: one of ours.
  std::vector<Step> steps;
};

/// The ones that come with streamctl.
const std::vector<Scenario>& scenarios();
const Scenario* find_scenario(std::string_view name);

/// Reads a scenario of the user's own:
///     {"name": "…", "description": "…", "call": "default:standup", "user": "john",
///      "steps": [{"after": "2s", "type": "call.created", "user": "guest",
///                 "set": {"call.custom.room": "blue"}, "data": {…}}]}
/// Only `steps`, and `type` in each, are needed. Kind config; the message names the step: "step 3:
/// unknown key 'afer'".
Result<Scenario> parse_scenario(std::string_view text);

/// One event, and how long after the one before it is due.
struct Told {
  std::chrono::nanoseconds after{};
  std::string type;
  Json body;
};

/// The whole story from `options.now` on. A call or user in `options` beats the scenario's own.
Result<std::vector<Told>> tell(const Scenario& scenario, const ExampleOptions& options,
                               Random& random);

}  // namespace streamctl::webhook
