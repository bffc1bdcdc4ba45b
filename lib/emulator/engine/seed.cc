#include "emulator/engine/seed.h"

#include <string>
#include <utility>

#include "core/text.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/users.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

namespace {

Error entry_error(const std::string& list, std::size_t index, const Failure& failure) {
  return config_error(list + " entry " + std::to_string(index + 1) + ": " + failure.text);
}

/// Creates the users and roles that only a call names.
void create_named(State& state, const Json& call) {
  const auto create = [&](const Json& id) {
    if (id.is_string() && state.store.user(id.get_ref<const std::string&>()) == nullptr)
      (void)upsert_user(state, {{"id", id}});
  };
  if (call.contains("created_by_id")) create(call["created_by_id"]);
  if (!call.contains("members") || !call["members"].is_array()) return;
  for (const Json& member : call["members"]) {
    if (member.is_object() && member.contains("user_id")) create(member["user_id"]);
    if (const std::string role = text_at(member, "role"); !role.empty()) add_role(state, role);
  }
}

Result<void, Failure> seed_call(State& state, const Json& call) {
  FieldReader in(call, "calls.");
  const auto type = in.id("type");
  const auto id = in.id("id");
  if (!in.ok()) return in.error();
  if (!type || !id) return bad_input("type and id are required");
  Json data = call;
  data.erase("type");
  data.erase("id");
  create_named(state, data);
  if (!data.contains("created_by_id") && !data.contains("created_by")) {
    if (state.store.users.empty())
      return bad_input("created_by_id is required: there are no users");
    data["created_by_id"] = state.store.users.begin()->first;
  }
  Outcome discarded;
  const Parameters path{{"type", *type}, {"id", *id}};
  const auto created = create_call_as_server(state, path, std::move(data), discarded);
  if (!created) return created.error();
  return {};
}

}  // namespace

Result<void> seed(State& state, const Json& seed) {
  if (seed.is_null()) return {};
  if (!seed.is_object()) return config_error("it is no JSON object of users and calls");
  for (const auto& [name, list] : seed.items()) {
    if (name != "users" && name != "calls")
      return config_error("unknown key '" + printable(name) + "'", "there is users, and calls");
    if (!list.is_array()) return config_error(name + " is no array");
  }
  const Json none = Json::array();
  const Json& users = seed.contains("users") ? seed["users"] : none;
  for (std::size_t i = 0; i < users.size(); ++i) {
    if (const std::string role = text_at(users[i], "role"); !role.empty()) add_role(state, role);
    const auto user = upsert_user(state, users[i]);
    if (!user) return entry_error("users", i, user.error());
  }
  const Json& calls = seed.contains("calls") ? seed["calls"] : none;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (const auto call = seed_call(state, calls[i]); !call)
      return entry_error("calls", i, call.error());
  }
  return {};
}

}  // namespace streamctl::emulator
