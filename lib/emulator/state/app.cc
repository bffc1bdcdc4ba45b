#include "emulator/state/app.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/json.h"
#include "core/time_text.h"
#include "emulator/limits.h"
#include "emulator/state/field_reader.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/http_client.h"
#include "sqs/queue_url.h"
#include "webhook/catalogue.h"

namespace streamctl::emulator {

namespace {

constexpr const char* compression = "enable_hook_payload_compression";

/// Every field GetApp's schema requires. Source: GetStream/protocol, AppResponseFields.
constexpr const char* app_defaults_text = R"({
  "id": 1, "name": "emulator", "organization": "streamctl", "placement": "local",
  "suspended": false, "suspended_explanation": "", "permission_version": "v2",
  "disable_auth_checks": false, "disable_permissions_checks": false, "multi_tenant_enabled": false,
  "allow_multi_user_devices": false, "enforce_unique_usernames": "no",
  "guest_user_creation_disabled": false, "user_search_disallowed_roles": [],
  "user_response_time_enabled": false, "reminders_interval": 0, "campaign_enabled": false,
  "async_url_enrich_enabled": false, "auto_translation_enabled": false,
  "cdn_expiration_seconds": 1209600, "feed_audit_logs_enabled": false,
  "max_aggregated_activities_length": 0, "member_custom_on_messages_enabled": false,
  "image_moderation_enabled": false, "moderation_enabled": false,
  "moderation_audio_call_moderation_enabled": false,
  "moderation_llm_configurability_enabled": false,
  "moderation_multitenant_blocklist_enabled": false,
  "moderation_video_call_moderation_enabled": false, "moderation_webhook_url": "",
  "use_hook_v2": true, "event_hooks": [], "webhook_url": "", "webhook_events": [],
  "sqs_url": "", "sqs_key": "", "sqs_secret": "",
  "sns_topic_arn": "", "sns_key": "", "sns_secret": "",
  "custom_action_handler_url": "", "before_message_send_hook_url": "",
  "call_types": {}, "channel_configs": {}, "grants": {}, "policies": {},
  "file_upload_config": {"size_limit": 0, "allowed_file_extensions": [],
    "allowed_mime_types": [], "blocked_file_extensions": [], "blocked_mime_types": []},
  "image_upload_config": {"size_limit": 0, "allowed_file_extensions": [],
    "allowed_mime_types": [], "blocked_file_extensions": [], "blocked_mime_types": []},
  "push_notifications": {"version": "v2", "offline_only": false,
    "apn": {"enabled": false, "development": false}, "firebase": {"enabled": false},
    "huawei": {"enabled": false}, "xiaomi": {"enabled": false}}
})";

bool flag_of(const Json& object, const char* name, bool otherwise) {
  const auto found = object.find(name);
  return found != object.end() && found->is_boolean() ? found->get<bool>() : otherwise;
}

/// An empty or absent list of types means all of them.
bool lists(const Json& object, const char* name, std::string_view type) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array() || found->empty()) return true;
  return std::any_of(found->begin(), found->end(),
                     [&](const Json& one) { return one == type || one == "*"; });
}

bool takes(const Json& hook, std::string_view type) {
  constexpr std::array<std::string_view, 3> of_video{"", "all", "video"};
  const std::string type_of_hook = text_at(hook, "hook_type");
  if (type_of_hook != "webhook" && type_of_hook != "sqs") return false;
  if (!flag_of(hook, "enabled", true)) return false;
  const std::string product = text_at(hook, "product");
  if (std::find(of_video.begin(), of_video.end(), product) == of_video.end()) return false;
  if (type == "custom" && !flag_of(hook, "should_send_custom_events", true)) return false;
  return lists(hook, "event_types", type);
}

HookTarget target_of(const Json& hook, bool gzip) {
  if (text_at(hook, "hook_type") == "webhook") return {text_at(hook, "webhook_url"), gzip};
  return {text_at(hook, "sqs_queue_url"),
          gzip,
          true,
          text_at(hook, "sqs_region"),
          text_at(hook, "sqs_key"),
          text_at(hook, "sqs_secret")};
}

Result<void, Failure> check_hook(const Json& hook) {
  FieldReader in(hook, "event_hooks.");
  const auto type = in.text("hook_type");
  const auto url = in.text("webhook_url");
  in.text("id");
  in.text("product");
  in.flag("enabled");
  in.flag("should_send_custom_events");
  if (const Json* types = in.array("event_types", 1'000)) {
    if (!std::all_of(types->begin(), types->end(), [](const Json& one) { return one.is_string(); }))
      in.fail("event_types", "must hold strings");
  }
  if (!type || type->empty()) in.fail("hook_type", "is required");
  if (type == "webhook" && !net::check_url(url.value_or("")))
    in.fail("webhook_url", "must be an http or https URL");
  if (const auto queue = in.text("sqs_queue_url");
      type == "sqs" && !sqs::parse_queue_url(queue.value_or("")))
    in.fail("sqs_queue_url", "must be the URL of a queue");
  if (!in.ok()) return in.error();
  return {};
}

/// `field` holds the URL; `option` would name it on the command line.
Result<void, Failure> check_reach(const HookReach& reach, const std::string& url,
                                  const std::string& field, const std::string& option) {
  if (reach.anywhere || reach.named.contains(url) || net::is_loopback(net::host_of(url))) return {};
  return not_allowed(field +
                     " leads to another machine, and hooks that the API adds reach this one"
                     " alone: start the emulator with " +
                     option +
                     " URL, or with"
                     " --hooks-anywhere");
}

/// Precondition: check_hook() accepts the hook.
Result<void, Failure> check_reach(const HookReach& reach, const Json& hook) {
  const std::string type = text_at(hook, "hook_type");
  if (type == "webhook")
    return check_reach(reach, text_at(hook, "webhook_url"), "event_hooks.webhook_url",
                       "--webhook-url");
  if (type != "sqs") return {};
  const std::string url = text_at(hook, "sqs_queue_url");
  if (auto good = check_reach(reach, url, "event_hooks.sqs_queue_url", "--sqs-queue-url"); !good)
    return good;
  if (!text_at(hook, "sqs_key").empty() || reach.named.contains(url)) return {};
  return not_allowed(
      "event_hooks.sqs_key is required: the emulator's own AWS credentials sign only for queues"
      " that it was started with (--sqs-queue-url URL)");
}

/// One entry of the new list: the known hook with the changes merged over it, or a new one.
Json made_hook(const Json& known_hooks, const Json& wanted, WallTime now, Random& random) {
  const auto known = std::find_if(known_hooks.begin(), known_hooks.end(), [&](const Json& one) {
    return wanted.contains("id") && wanted["id"].is_string() && one["id"] == wanted["id"];
  });
  Json hook{{"id", ""}};
  if (known != known_hooks.end()) hook = *known;
  for (const auto& [name, value] : wanted.items())
    hook[name] = value;
  if (!hook.contains("enabled") || hook["enabled"].is_null()) hook["enabled"] = true;
  const std::string time = rfc3339_trimmed(now);
  hook["id"] = known != known_hooks.end() ? (*known)["id"] : Json(random.uuid());
  hook["created_at"] = known != known_hooks.end() ? (*known)["created_at"] : Json(time);
  hook["updated_at"] = time;
  return hook;
}

/// Merges into `shown`, GetApp's `push_notifications`, what UpdateApp takes under `name`. False if
/// that is no configuration of push notifications.
bool set_push(Json& shown, const std::string& name, const Json& config) {
  if (name == "push_config") {
    merge_over(shown, config);
    return true;
  }
  for (const char* provider : {"apn", "firebase", "huawei", "xiaomi"}) {
    if (name != std::string(provider) + "_config") continue;
    Json fields{{"enabled", !flag_of(config, "Disabled", false)}};
    for (const auto& [field, value] : config.items()) {
      if (field != "Disabled" && !value.is_null()) fields[field] = value;
    }
    merge_over(shown, {{provider, std::move(fields)}});
    return true;
  }
  return false;
}

}  // namespace

App::App(HookReach reach) : reach_(std::move(reach)), settings_(Json::parse(app_defaults_text)) {}

void App::compress_hooks(bool on) {
  settings_[compression] = on;
}

bool App::compresses_hooks() const {
  return flag_of(settings_, compression, false);
}

Json App::view() const {
  Json shown = settings_;
  shown.erase(compression);
  return shown;
}

Result<void, Failure> App::update(const Json& changes, WallTime now, Random& random) {
  FieldReader in(changes);
  in.flag(compression);
  in.flag("disable_auth_checks");
  if (const auto url = in.text("webhook_url"); url && !url->empty() && !net::check_url(*url))
    in.fail("webhook_url", "must be an http or https URL");
  const Json* wanted = in.array("event_hooks", event_hooks_max);
  if (!in.ok()) return in.error();
  if (const std::string older = text_at(changes, "webhook_url"); !older.empty()) {
    if (auto good = check_reach(reach_, older, "webhook_url", "--webhook-url"); !good) return good;
  }
  Json next = settings_;
  if (changes.contains("revoke_tokens_issued_before") &&
      changes["revoke_tokens_issued_before"].is_null())
    next.erase("revoke_tokens_issued_before");
  for (const auto& [name, value] : changes.items()) {
    if (value.is_null() || name == "event_hooks" || name == "id") continue;
    if (!set_push(next["push_notifications"], name, value)) next[name] = value;
  }
  if (wanted != nullptr) {
    next["event_hooks"] = Json::array();
    for (const Json& one : *wanted) {
      if (!one.is_object()) return bad_input("event_hooks must hold objects");
      Json hook = made_hook(hooks(), one, now, random);
      if (auto good = check_hook(hook); !good) return good;
      if (auto good = check_reach(reach_, hook); !good) return good;
      for (const Json& before : next["event_hooks"]) {
        if (before["id"] == hook["id"]) return bad_input("event_hooks has the same id twice");
      }
      next["event_hooks"].push_back(std::move(hook));
    }
  }
  if (json_line(next).size() > app_bytes_max) return bad_input("the settings are too large");
  settings_ = std::move(next);
  return {};
}

Result<void, Failure> App::add_webhook(const std::string& url, WallTime now, Random& random) {
  return add_hook({{"hook_type", "webhook"}, {"webhook_url", url}}, now, random);
}

Result<void, Failure> App::add_queue(const std::string& url, WallTime now, Random& random) {
  return add_hook({{"hook_type", "sqs"}, {"sqs_queue_url", url}}, now, random);
}

Result<void, Failure> App::add_hook(Json&& kind, WallTime now, Random& random) {
  Json list = hooks();
  kind.update({{"enabled", true}, {"product", "all"}, {"event_types", Json::array()}});
  list.push_back(std::move(kind));
  return update({{"event_hooks", std::move(list)}}, now, random);
}

std::vector<HookTarget> App::targets_of(std::string_view type) const {
  const auto* known = webhook::find_event_type(type);
  if (known != nullptr && !known->webhook) return {};
  std::vector<HookTarget> targets;
  const bool gzip = flag_of(settings_, compression, false);
  const auto add = [&](const HookTarget& target) {
    if (std::find(targets.begin(), targets.end(), target) == targets.end())
      targets.push_back(target);
  };
  for (const Json& hook : hooks()) {
    if (takes(hook, type)) add(target_of(hook, gzip));
  }
  const std::string older = text_at(settings_, "webhook_url");
  if (!older.empty() && lists(settings_, "webhook_events", type)) add({older, gzip});
  return targets;
}

std::optional<WallTime> App::revokes_tokens_before() const {
  FieldReader in(settings_);
  return in.time("revoke_tokens_issued_before");
}

bool App::skips_auth_checks() const {
  return flag_of(settings_, "disable_auth_checks", false);
}

bool App::skips_permission_checks() const {
  return flag_of(settings_, "disable_permissions_checks", false);
}

}  // namespace streamctl::emulator
