// An app's event hooks, i.e. where Stream sends its events: reading, changing and showing them.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/result.h"

namespace streamctl::stream {

/// Returns the `event_hooks` of a GetApp response, complete and in order: a write replaces them
/// all, so it must include every field that was read, known or not. Empty if there are none. Kind
/// refused: the response does not describe an app.
Result<std::vector<Json>> event_hooks_of(const Json& answer);

/// Builds the UpdateApp body that sets the app's hooks to exactly `hooks`.
Json update_of(const std::vector<Json>& hooks);

/// Builds an enabled hook without a target; empty `types` subscribes to all, including future ones.
/// The server assigns the id.
Json new_hook(const std::vector<std::string>& types);

/// Replaces the types that `hook` receives; empty is all.
void set_types(Json& hook, const std::vector<std::string>& types);

/// A one-line summary of a hook.
struct HookSummary {
  std::string id;
  std::string kind;                ///< "webhook", "sqs", "sns", "pending_message".
  std::string target;              ///< A URL or ARN, with any password masked.
  std::vector<std::string> types;  ///< Empty: all.
  bool enabled = true;
  bool operator==(const HookSummary&) const = default;
};
HookSummary summary_of(const Json& hook);

/// Returns the legacy hooks (the app's webhook_url, sqs_url and sns_topic_arn) as hooks without an
/// id.
std::vector<Json> app_wide_hooks(const Json& answer);

/// The operation and body that check a hook; nullopt for a hook that Stream cannot check.
struct HookCheck {
  std::string path;  ///< "/check_sqs", "/check_sns".
  Json body;
};
std::optional<HookCheck> check_of(const Json& hook);

}  // namespace streamctl::stream
