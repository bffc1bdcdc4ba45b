#include "stream/hooks.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/masking.h"
#include "core/text.h"

namespace streamctl::stream {
namespace {

const Json* app_of(const Json& answer) {
  const auto app = answer.find("app");
  return app != answer.end() && app->is_object() ? &*app : nullptr;
}

}  // namespace

Result<std::vector<Json>> event_hooks_of(const Json& answer) {
  const Json* app = app_of(answer);
  if (app == nullptr)
    return refused_error("the answer holds no app", "is --base-url that of Stream's API?");
  const auto hooks = app->find("event_hooks");
  if (hooks == app->end() || hooks->is_null()) return std::vector<Json>{};
  // A write replaces all hooks, so refuse to write back unparsed ones.
  const bool understood =
      hooks->is_array() &&
      std::all_of(hooks->begin(), hooks->end(), [](const Json& one) { return one.is_object(); });
  if (!understood) return refused_error("the app's event_hooks are not a list of hooks");
  return std::vector<Json>(hooks->begin(), hooks->end());
}

Json update_of(const std::vector<Json>& hooks) {
  Json list = Json::array();
  for (const Json& hook : hooks)
    list.push_back(hook);
  Json update = Json::object();
  update["event_hooks"] = std::move(list);
  return update;
}

Json new_hook(const std::vector<std::string>& types) {
  Json hook = Json::object();
  hook["hook_type"] = "webhook";
  hook["enabled"] = true;
  set_types(hook, types);
  return hook;
}

void set_types(Json& hook, const std::vector<std::string>& types) {
  Json list = Json::array();
  for (const std::string& type : types)
    list.push_back(type);
  hook["event_types"] = std::move(list);
}

HookSummary summary_of(const Json& hook) {
  HookSummary summary;
  summary.id = text_at(hook, "id");
  summary.kind = text_at(hook, "hook_type");
  for (const char* key : {"webhook_url", "sqs_queue_url", "sns_topic_arn"}) {
    if (summary.target.empty()) summary.target = masked_url(text_at(hook, key));
  }
  const auto types = hook.find("event_types");
  if (types != hook.end() && types->is_array()) {
    for (const Json& type : *types) {
      if (type.is_string()) summary.types.push_back(type.get<std::string>());
    }
  }
  const auto enabled = hook.find("enabled");
  summary.enabled = enabled == hook.end() || *enabled != false;
  return summary;
}

std::vector<Json> app_wide_hooks(const Json& answer) {
  std::vector<Json> hooks;
  const Json* app = app_of(answer);
  if (app == nullptr) return hooks;
  if (const auto url = text_at(*app, "webhook_url"); !url.empty()) {
    Json hook{{"hook_type", "webhook"}, {"webhook_url", url}};
    const auto types = app->find("webhook_events");
    if (types != app->end() && types->is_array()) hook["event_types"] = *types;
    hooks.push_back(std::move(hook));
  }
  const auto add_queue = [&](const char* type, const char* target, const char* app_target,
                             std::initializer_list<const char*> others) {
    const auto text = text_at(*app, app_target);
    if (text.empty()) return;
    Json hook{{"hook_type", type}, {target, text}};
    for (const char* key : others) {
      if (const auto value = text_at(*app, key); !value.empty()) hook[key] = value;
    }
    hooks.push_back(std::move(hook));
  };
  add_queue("sqs", "sqs_queue_url", "sqs_url", {"sqs_key", "sqs_secret"});
  add_queue("sns", "sns_topic_arn", "sns_topic_arn", {"sns_key", "sns_secret"});
  return hooks;
}

std::optional<HookCheck> check_of(const Json& hook) {
  const std::string kind = text_at(hook, "hook_type");
  Json body = Json::object();
  const auto take = [&](const char* from, const char* to) {
    if (const auto value = text_at(hook, from); !value.empty()) body[to] = value;
  };
  if (kind == "sqs") {
    take("sqs_queue_url", "sqs_url");
    take("sqs_key", "sqs_key");
    take("sqs_secret", "sqs_secret");
    return HookCheck{"/check_sqs", std::move(body)};
  }
  if (kind == "sns") {
    take("sns_topic_arn", "sns_topic_arn");
    take("sns_key", "sns_key");
    take("sns_secret", "sns_secret");
    return HookCheck{"/check_sns", std::move(body)};
  }
  return std::nullopt;
}

}  // namespace streamctl::stream
