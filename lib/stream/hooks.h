// An app's event hooks: where Stream sends its events. Reading, changing and showing them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/result.h"

namespace streamctl::stream {

/// The `event_hooks` of a GetApp answer, whole and in order: what is written back must hold every
/// field that was read, known here or not, for a write replaces them all. Empty where there are
/// none. Kind refused: the answer is not an app's.
Result<std::vector<Json>> event_hooks_of(const Json& answer);

/// The body of the UpdateApp that leaves the app with exactly `hooks`.
Json update_of(const std::vector<Json>& hooks);

/// A new hook to `url`; no `types` means all, those of the future too. Its id is the server's to
/// give.
Json new_webhook(const std::string& url, const std::vector<std::string>& types);

/// What a hook is, in a line's words.
struct HookSummary {
  std::string id;
  std::string kind;                ///< "webhook", "sqs", "sns", "pending_message".
  std::string target;              ///< A URL or ARN, a password in it masked.
  std::vector<std::string> types;  ///< Empty: all.
  bool enabled = true;
  bool operator==(const HookSummary&) const = default;
};
HookSummary summary_of(const Json& hook);

/// Hooks from before event hooks: webhook_url, sqs_url and sns_topic_arn of the app itself. As
/// hooks without an id.
std::vector<Json> app_wide_hooks(const Json& answer);

/// Which operation checks a hook, and with what; nothing for a hook that Stream cannot check.
struct HookCheck {
  std::string path;  ///< "/check_sqs", "/check_sns".
  Json body;
};
std::optional<HookCheck> check_of(const Json& hook);

}  // namespace streamctl::stream
