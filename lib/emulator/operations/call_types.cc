// Lists, creates, changes and deletes call types.
#include <utility>

#include "core/call_id.h"
#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/users.h"

namespace streamctl::emulator {

namespace {

Result<CallType&, Failure> named_type(OperationContext& context) {
  const std::string& name = context.path.at("name");
  auto& types = context.state.store.call_types;
  const auto found = types.find(name);
  if (found == types.end()) return does_not_exist(printable(name) + ": call type does not exist");
  return found->second;
}

/// Stream's names of call types are those of channel types.
bool is_valid_name(std::string_view name) {
  return name.size() <= call_part_bytes_max &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
             "-_!@") == std::string_view::npos;
}

/// Grants may only name roles that exist. Source: Stream docs, call types, "Permissions".
Result<void, Failure> check_grants(const OperationContext& context) {
  const Json& grants = context.value("grants");
  for (const auto& [role, list] : grants.items()) {
    if (auto good = check_role(context.state, role); !good) return good;
  }
  return {};
}

}  // namespace

Reply list_call_types(OperationContext& context) {
  Json types = Json::object();
  for (const auto& [name, type] : context.state.store.call_types)
    types[name] = call_type_json(type);
  return Json{{"call_types", std::move(types)}};
}

Reply get_call_type(OperationContext& context) {
  const auto type = named_type(context);
  if (!type) return type.error();
  return call_type_json(*type);
}

Reply create_call_type(OperationContext& context) {
  auto& types = context.state.store.call_types;
  const std::string name = context.text("name");
  if (!is_valid_name(name))
    return bad_input("name consists of at most 64 letters, digits, '-', '_', '!' and '@'");
  if (auto good = check_grants(context); !good) return std::move(good).error();
  if (types.contains(name)) return bad_input("call type '" + printable(name) + "' already exists");
  if (types.size() >= call_types_max)
    return bad_input("the emulator holds at most " + std::to_string(call_types_max) +
                     " call types");
  CallType made =
      types.contains("default") ? types.at("default") : built_in_call_types().at("default");
  made.name = name;
  made.external_storage.clear();
  made.created_at = made.updated_at = context.state.now;
  if (auto good = context.state.store.check_memory(); !good) return std::move(good).error();
  if (auto good = merge_call_type(made, context.body); !good) return std::move(good).error();
  return call_type_json(types.emplace(name, std::move(made)).first->second);
}

Reply update_call_type(OperationContext& context) {
  const auto type = named_type(context);
  if (!type) return type.error();
  if (auto good = check_grants(context); !good) return std::move(good).error();
  if (auto good = context.state.store.check_memory(); !good) return std::move(good).error();
  if (auto good = merge_call_type(*type, context.body); !good) return std::move(good).error();
  type->updated_at = context.state.now;
  return call_type_json(*type);
}

Reply delete_call_type(OperationContext& context) {
  const auto type = named_type(context);
  if (!type) return type.error();
  for (const auto& [cid, call] : context.state.store.calls) {
    if (call.type == type->name)
      return bad_input("there are calls of type '" + printable(type->name) +
                       "': delete them first");
  }
  context.state.store.call_types.erase(context.path.at("name"));
  return Json::object();
}

}  // namespace streamctl::emulator
