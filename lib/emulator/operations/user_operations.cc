// Users, guests and their devices.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "core/json_path.h"
#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/events.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/users.h"
#include "emulator/operations/views.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

namespace {

void add_user_updated(OperationContext& context, const User& user) {
  context.outcome.events.push_back(
      user_event("user.updated", user, context.state.now,
                 {{"user", private_user_json(user)}, {"custom", Json::object()}}));
}

/// The fields that a partial update names as they are. Source: Stream docs, "Updating users", which
/// sets custom fields without the prefix "custom.".
bool is_field_of_user(std::string_view path) {
  constexpr std::array<std::string_view, 11> own{"custom",
                                                 "id",
                                                 "image",
                                                 "invisible",
                                                 "language",
                                                 "name",
                                                 "privacy_settings",
                                                 "role",
                                                 "revoke_tokens_issued_before",
                                                 "teams",
                                                 "teams_role"};
  return std::find(own.begin(), own.end(), path.substr(0, path.find('.'))) != own.end();
}

/// Applies one partial update to a user.
Result<void, Failure> change_user(User& user, const Json& change) {
  FieldReader in(change, "users.");
  const Json* set = in.object("set");
  const auto unset = in.ids("unset", 100);
  if (!in.ok()) return in.error();
  const bool unsets_custom =
      unset && std::find(unset->begin(), unset->end(), "custom") != unset->end();
  Json fields{{"custom", unsets_custom ? Json::object() : user.custom}};
  if (user.privacy.is_object()) fields["privacy_settings"] = user.privacy;
  if (set != nullptr) {
    for (const auto& [path, value] : set->items()) {
      if (path == "privacy_settings") {
        merge_over(fields[path], value);
        continue;
      }
      const std::string place = is_field_of_user(path) ? path : "custom." + path;
      if (auto done = set_path(fields, place, value); !done) return bad_input(done.error().what);
    }
  }
  // A custom field may also be unset without the prefix "custom.".
  for (const std::string& path : unset.value_or(std::vector<std::string>())) {
    if (path == "revoke_tokens_issued_before") user.revoke_tokens_before.reset();
    const std::string name = path.starts_with("custom.") ? path.substr(7) : path;
    if (name == "name") user.name.clear();
    if (name == "image") user.image.clear();
    if (name == "language") user.language.clear();
    if (name == "teams") user.teams.clear();
    if (name == "teams_role") user.teams_role = nullptr;
    if (fields["custom"].is_object()) fields["custom"].erase(name);
  }
  if (fields.contains("revoke_tokens_issued_before")) {
    FieldReader revoked(fields, "users.set.");
    user.revoke_tokens_before = revoked.time("revoke_tokens_issued_before");
    if (!revoked.ok()) return revoked.error();
  }
  return merge_user(user, fields);
}

/// Removes what UpdateUsers replaces of a user who exists. The role stays unless another is given.
/// Source: Stream docs, "Updating users".
void clear_for_replacement(User* user) {
  if (user == nullptr) return;
  user->name.clear();
  user->image.clear();
  user->language.clear();
  user->custom = Json::object();
}

/// A user's token may change only that user, and neither its role nor its teams.
Result<void, Failure> check_change(const OperationContext& context, const std::string& id,
                                   const Json& fields) {
  if (const std::string role = text_at(fields, "role"); !role.empty()) {
    if (auto good = check_role(context.state, role); !good) return good;
  }
  if (context.is_server()) return {};
  if (id != context.caller.user_id) return not_allowed("a user may change no other user");
  for (const char* name : {"role", "teams", "teams_role", "revoke_tokens_issued_before"}) {
    if (fields.is_object() && fields.contains(name))
      return not_allowed(std::string("a user may not change its ") + name);
  }
  return {};
}

/// The user whose devices a request without a body concerns.
Result<User&, Failure> owner_of_devices(const OperationContext& context) {
  if (context.is_server()) return context.user(context.target.parameter("user_id"));
  return context.actor();
}

}  // namespace

Reply update_users(OperationContext& context) {
  const Json* users = &context.value("users");
  if (users->size() > users_in_request_max)
    return bad_input("users has more than " + std::to_string(users_in_request_max) + " users");
  for (const auto& [id, user] : users->items()) {
    if (!user.is_object() || !user.contains("id") || user["id"] != id)
      return bad_input("users['" + printable(id) + "'] must be an object with that id");
    if (auto good = check_change(context, id, user); !good) return std::move(good).error();
    User trial;
    if (auto good = merge_user(trial, user); !good) return std::move(good).error();
  }
  if (auto good = context.state.store.check_memory(); !good) return std::move(good).error();
  Json made = Json::object();
  for (const auto& [id, request] : users->items()) {
    const bool is_new = context.state.store.user(id) == nullptr;
    clear_for_replacement(context.state.store.user(id));
    const auto user = upsert_user(context.state, request);
    if (!user) return user.error();
    made[id] = full_user_json(*user);
    if (!is_new) add_user_updated(context, *user);
  }
  return Json{{"users", std::move(made)},
              {"membership_deletion_task_id", context.state.random.uuid()}};
}

Reply update_users_partial(OperationContext& context) {
  const Json* changes = &context.value("users");
  if (auto good = context.state.store.check_memory(); !good) return std::move(good).error();
  std::vector<User> next;
  for (const Json& change : *changes) {
    const std::string id = text_at(change, "id");
    if (auto good = check_change(context, id, change.value("set", Json())); !good)
      return std::move(good).error();
    const auto user = context.user(id);
    if (!user) return user.error();
    next.push_back(*user);
    if (auto good = change_user(next.back(), change); !good) return std::move(good).error();
    next.back().updated_at = context.state.now;
  }
  Json made = Json::object();
  for (User& user : next) {
    made[user.id] = full_user_json(user);
    add_user_updated(context, user);
    if (is_online(user) != is_online(*context.state.store.user(user.id)))
      add_presence(context.state, user, context.outcome);
    User& kept = *context.state.store.user(user.id);
    if (user.revoke_tokens_before != kept.revoke_tokens_before)
      context.outcome.changes_access = true;
    kept = std::move(user);
  }
  return Json{{"users", std::move(made)},
              {"membership_deletion_task_id", context.state.random.uuid()}};
}

Reply create_guest(OperationContext& context) {
  if (context.state.app.view()["guest_user_creation_disabled"] == true)
    return not_allowed("guest user creation is disabled");
  Json guest = context.value("user");
  guest["id"] = "guest-" + context.state.random.uuid() + "-" + text_at(guest, "id");
  guest["role"] = "guest";
  const auto user = upsert_user(context.state, guest);
  if (!user) return user.error();
  return Json{{"user", user_json(*user)},
              {"access_token", context.state.authority.user_token(user->id, context.state.now)}};
}

Reply create_device(OperationContext& context) {
  const auto user = context.actor();
  if (!user) return user.error();
  FieldReader in(context.body);
  const auto name = in.text("push_provider_name", id_bytes_max);
  if (!in.ok()) return in.error();
  const std::string id = context.text("id");
  if (auto good = context.state.store.check_memory(); !good) return std::move(good).error();
  std::erase_if(user->devices, [&](const Device& one) { return one.id == id; });
  if (user->devices.size() >= devices_max)
    return bad_input("a user has at most " + std::to_string(devices_max) + " devices");
  user->devices.push_back({id, context.text("push_provider"), name.value_or(""),
                           context.flag("voip_token"), context.state.now});
  return Json::object();
}

Reply list_devices(OperationContext& context) {
  const auto user = owner_of_devices(context);
  if (!user) return user.error();
  Json devices = Json::array();
  for (const Device& one : user->devices)
    devices.push_back(device_json(one, user->id));
  return Json{{"devices", std::move(devices)}};
}

Reply delete_device(OperationContext& context) {
  const auto user = owner_of_devices(context);
  if (!user) return user.error();
  const std::string id = context.target.parameter("id");
  if (std::erase_if(user->devices, [&](const Device& one) { return one.id == id; }) == 0)
    return does_not_exist("device '" + printable(id) + "' does not exist");
  return Json::object();
}

}  // namespace streamctl::emulator
