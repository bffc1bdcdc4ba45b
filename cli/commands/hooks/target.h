// Where a hook sends events and which: the options that `hooks add` and `hooks update` share.
#pragma once

#include <string>
#include <vector>

#include "args/arguments.h"
#include "context.h"
#include "core/json.h"
#include "core/result.h"

namespace streamctl::cli {

struct HookTarget {
  std::string url;                    ///< Of a webhook.
  std::string queue_url;              ///< --sqs
  std::string topic_arn;              ///< --sns
  std::string region;                 ///< --region
  std::string role_arn;               ///< --role-arn
  std::vector<std::string> types;     ///< --types, each comma-separated.
  bool takes_misspelt_types = false;  ///< --force

  /// How many of webhook, queue and topic are given.
  [[nodiscard]] int count() const;
};

/// --sqs, --sns and how Stream signs in to them, --types, --force
void declare_target(Arguments& arguments, HookTarget& target);

/// Sets in `hook` what `target` gives: its kind, its address, and how Stream signs in to a queue or
/// topic. Leaves all other fields. Warns about a webhook that Stream cannot reach. Kind usage: a
/// bad URL or ARN, several targets, an option without its target.
Result<void> apply_target(const HookTarget& target, Json& hook, Context& context);

/// The types of --types: see read_hook_types().
Result<std::vector<std::string>> read_types(const HookTarget& target, Context& context);

}  // namespace streamctl::cli
