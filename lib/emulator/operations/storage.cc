// External storage, block lists and push providers: kept, and used by nothing.
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/masking.h"
#include "core/text.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/tasks.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

constexpr const char* storages = "external_storages";
constexpr std::string_view default_storage = "stream-s3";  ///< Stream's own.
constexpr const char* block_lists = "block_lists";
constexpr const char* providers = "push_providers";

Failure unknown(const std::string& what, const std::string& name) {
  return does_not_exist(what + " '" + printable(name) + "' does not exist");
}

/// ExternalStorageResponse: without credentials, which the emulator does not keep.
Result<Json, Failure> put_storage(OperationContext& context, const std::string& name) {
  Json storage{{"name", name},
               {"bucket", context.text("bucket")},
               {"path", context.text("path")},
               {"type", context.text("storage_type")}};
  if (auto kept = context.keep(storages, name, storage); !kept) return std::move(kept).error();
  return storage;
}

/// BlockListResponse, with the fields of the request over those of `list`.
Result<Json, Failure> put_block_list(OperationContext& context, Json list) {
  for (const char* name : {"is_confusable_folding_enabled", "is_leet_check_enabled",
                           "is_plural_check_enabled", "is_substring_matching_enabled"}) {
    if (!list.contains(name)) list[name] = false;
    if (context.value(name).is_boolean()) list[name] = context.value(name);
  }
  for (const char* name : {"team", "type"}) {
    if (!context.text(name).empty()) list[name] = context.text(name);
  }
  if (context.value("words").is_array()) list["words"] = context.value("words");
  list["updated_at"] = time_text(context.state.now);
  if (auto kept = context.keep(block_lists, text_at(list, "name"), list); !kept)
    return std::move(kept).error();
  return Json{{"blocklist", std::move(list)}};
}

/// Whether a request has an empty text among the fields of its type, such as xiaomi_app_secret.
bool has_empty_credentials(const Json& request, const std::string& type) {
  for (const auto& [name, value] : request.items()) {
    if (name.starts_with(type + "_") && value == "") return true;
  }
  return false;
}

}  // namespace

Reply list_external_storage(OperationContext& context) {
  Json list = Json::object();
  for (const auto& [name, storage] : context.state.store.records.of(storages))
    list[name] = storage;
  return Json{{"external_storages", std::move(list)}};
}

Reply create_external_storage(OperationContext& context) {
  const std::string name = context.text("name");
  if (name == default_storage) return bad_input(name + " name reserved for internal use");
  if (context.state.store.records.find(storages, name) != nullptr)
    return bad_input("external storage '" + printable(name) + "' already exists");
  if (auto kept = put_storage(context, name); !kept) return std::move(kept).error();
  return Json::object();
}

Reply update_external_storage(OperationContext& context) {
  const std::string& name = context.path.at("name");
  if (context.state.store.records.find(storages, name) == nullptr)
    return unknown("external storage", name);
  return put_storage(context, name);
}

Reply delete_external_storage(OperationContext& context) {
  const std::string& name = context.path.at("name");
  if (!context.state.store.records.erase(storages, name)) return unknown("external storage", name);
  return Json::object();
}

Reply check_external_storage(OperationContext& context) {
  const std::string& name = context.path.at("name");
  if (context.state.store.records.find(storages, name) == nullptr)
    return unknown("external storage", name);
  return bad_input("the emulator reaches no storage: it wrote no file to '" + printable(name) +
                   "'");
}

Reply list_block_lists(OperationContext& context) {
  const std::string team = context.target.parameter("team");
  Json lists = Json::array();
  for (const auto& [name, list] : context.state.store.records.of(block_lists)) {
    if (team.empty() || text_at(list, "team") == team) lists.push_back(list);
  }
  return Json{{"blocklists", std::move(lists)}};
}

Reply create_block_list(OperationContext& context) {
  const std::string name = context.text("name");
  if (context.state.store.records.find(block_lists, name) != nullptr)
    return bad_input("block list '" + printable(name) + "' already exists");
  return put_block_list(context, {{"id", context.state.random.uuid()},
                                  {"name", name},
                                  {"type", "word"},
                                  {"created_at", time_text(context.state.now)}});
}

Reply get_block_list(OperationContext& context) {
  const std::string& name = context.path.at("name");
  const Json* list = context.state.store.records.find(block_lists, name);
  if (list == nullptr) return unknown("block list", name);
  return Json{{"blocklist", *list}};
}

Reply update_block_list(OperationContext& context) {
  const std::string& name = context.path.at("name");
  const Json* list = context.state.store.records.find(block_lists, name);
  if (list == nullptr) return unknown("block list", name);
  return put_block_list(context, *list);
}

Reply delete_block_list(OperationContext& context) {
  const std::string& name = context.path.at("name");
  if (!context.state.store.records.erase(block_lists, name)) return unknown("block list", name);
  return Json::object();
}

Reply import_block_list(OperationContext& context) {
  const std::string& id = context.path.at("id");
  for (const auto& [name, known] : context.state.store.records.of(block_lists)) {
    if (name != id && text_at(known, "id") != id) continue;
    Json list = known;
    Json& words = list["words"];
    std::set<Json> seen(words.begin(), words.end());
    for (const std::string& word : context.texts("items")) {
      if (seen.insert(word).second) words.push_back(word);
    }
    list["updated_at"] = time_text(context.state.now);
    if (auto kept = context.keep(block_lists, text_at(list, "name"), list); !kept)
      return std::move(kept).error();
    return Json{{"task_id", complete_task(context.state, Json::object())}};
  }
  return unknown("block list", id);
}

Reply list_push_providers(OperationContext& context) {
  Json list = Json::array();
  for (const auto& [name, provider] : context.state.store.records.of(providers))
    list.push_back(provider);
  return Json{{"push_providers", std::move(list)}};
}

Reply upsert_push_provider(OperationContext& context) {
  const Json& request = context.value("push_provider");
  if (!request.is_object()) return bad_input("push_provider is a required field");
  if (const std::string type = text_at(request, "type"); has_empty_credentials(request, type))
    return bad_input(printable(type) + " credentials are invalid");
  const std::string id = text_at(request, "type") + "/" + text_at(request, "name");
  const Json* known = context.state.store.records.find(providers, id);
  Json provider = known != nullptr ? *known
                                   : Json{{"type", text_at(request, "type")},
                                          {"created_at", time_text(context.state.now)}};
  const Json shown = masked(request);
  for (const auto& [name, value] : shown.items()) {
    if (!value.is_null() && name != "apn_notification_template") provider[name] = value;
  }
  provider["updated_at"] = time_text(context.state.now);
  if (auto kept = context.keep(providers, id, provider); !kept) return std::move(kept).error();
  return Json{{"push_provider", std::move(provider)}};
}

Reply delete_push_provider(OperationContext& context) {
  const std::string id = context.path.at("type") + "/" + context.path.at("name");
  if (!context.state.store.records.erase(providers, id)) return unknown("push provider", id);
  return Json::object();
}

Reply check_push(OperationContext& context) {
  const std::string id = context.text("user_id");
  const bool skip_devices = context.flag("skip_devices");
  if (!id.empty()) {
    const auto user = context.user(id);
    if (!user) return user.error();
    if (user->devices.empty() && !skip_devices)
      return bad_input("User has no enabled devices associated");
  }
  Json answer{{"general_errors", {"the emulator sends no push notifications"}},
              {"skip_devices", skip_devices}};
  if (!context.text("event_type").empty()) answer["event_type"] = context.text("event_type");
  return answer;
}

}  // namespace streamctl::emulator
