// Templates of push notifications: kept, and used by nothing.
#include <string>
#include <utility>

#include "core/text.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

constexpr const char* templates = "push_templates";

/// "firebase/main", as push providers are kept; 404 if it is named and does not exist.
Result<std::string, Failure> provider_of(const OperationContext& context, const std::string& type,
                                         const std::string& name) {
  std::string id = type + "/" + name;
  if (name.empty() || context.state.store.records.find("push_providers", id) != nullptr) return id;
  return does_not_exist("push provider '" + printable(id) + "' does not exist");
}

}  // namespace

Reply get_push_templates(OperationContext& context) {
  const auto provider = provider_of(context, context.target.parameter("push_provider_type"),
                                    context.target.parameter("push_provider_name"));
  if (!provider) return provider.error();
  Json list = Json::array();
  for (const auto& [id, one] : context.state.store.records.of(templates)) {
    if (text_at(one, "push_provider_internal_id") == *provider) list.push_back(one);
  }
  return Json{{"templates", std::move(list)}};
}

Reply upsert_push_template(OperationContext& context) {
  const auto provider =
      provider_of(context, context.text("push_provider_type"), context.text("push_provider_name"));
  if (!provider) return provider.error();
  const std::string event = context.text("event_type");
  const std::string id = *provider + "/" + event;
  const std::string now = time_text(context.state.now);
  const Json* known = context.state.store.records.find(templates, id);
  Json made = known != nullptr ? *known
                               : Json{{"event_type", event},
                                      {"push_provider_internal_id", *provider},
                                      {"enable_push", true},
                                      {"created_at", now}};
  if (context.value("enable_push").is_boolean()) made["enable_push"] = context.flag("enable_push");
  if (context.value("template").is_string()) made["template"] = context.text("template");
  made["updated_at"] = now;
  if (auto kept = context.keep(templates, id, made); !kept) return std::move(kept).error();
  return Json{{"template", std::move(made)}};
}

}  // namespace streamctl::emulator
