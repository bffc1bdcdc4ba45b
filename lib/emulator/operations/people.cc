// Users, guests and their devices.
#include <algorithm>
#include <utility>

#include "core/json_path.h"
#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/users.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

void tell_updated(Turn& turn, const User& user) {
  turn.outcome.events.push_back(
      user_event("user.updated", user, turn.world.now,
                 {{"user", private_user_json(user)}, {"custom", Json::object()}}));
}

/// `user` with the paths of one partial update set and unset.
std::optional<Failure> change_user(User& user, const Json& change) {
  Reader in(change, "users.");
  const Json* set = in.object("set");
  const auto unset = in.ids("unset", 100);
  if (in.failure()) return in.failure();
  Json fields{{"custom", user.custom}};
  if (set != nullptr) {
    for (const auto& [path, value] : set->items()) {
      if (auto done = set_path(fields, path, value); !done) return bad_input(done.error().what);
    }
  }
  // A custom field may also be unset without "custom." before it.
  for (const std::string& path : unset.value_or(std::vector<std::string>())) {
    const std::string name = path.starts_with("custom.") ? path.substr(7) : path;
    if (name == "name") user.name.clear();
    if (name == "image") user.image.clear();
    if (fields["custom"].is_object()) fields["custom"].erase(name);
  }
  return lay_over_user(user, fields);
}

/// A user's own token changes that user alone, and neither its role nor its teams.
std::optional<Failure> fault_of_change(const Turn& turn, const std::string& id,
                                       const Json& fields) {
  if (turn.is_server()) return std::nullopt;
  if (id != turn.caller.user_id) return not_allowed("a user may change no other user");
  for (const char* name : {"role", "teams"}) {
    if (fields.is_object() && fields.contains(name))
      return not_allowed(std::string("a user may not change its ") + name);
  }
  return std::nullopt;
}

/// Whose devices a request without a body is about.
Found<User> owner_of_devices(const Turn& turn) {
  if (turn.is_server()) return turn.user(turn.target.parameter("user_id"));
  return turn.actor();
}

}  // namespace

Reply update_users(Turn& turn) {
  Reader in(turn.body);
  const Json* users = in.object("users");
  if (in.failure()) return *in.failure();
  if (users == nullptr) return bad_input("users is required");
  if (users->size() > users_in_request_max)
    return bad_input("users has more than " + std::to_string(users_in_request_max) + " users");
  for (const auto& [id, user] : users->items()) {
    if (!user.is_object() || !user.contains("id") || user["id"] != id)
      return bad_input("users['" + printable(id) + "'] must be an object with that id");
    if (auto fault = fault_of_change(turn, id, user)) return *std::move(fault);
    User trial;
    if (auto fault = lay_over_user(trial, user)) return *std::move(fault);
  }
  Json made = Json::object();
  for (const auto& [id, request] : users->items()) {
    const bool is_new = turn.world.store.user(id) == nullptr;
    const auto user = upsert_user(turn.world, request);
    if (!user) return user.failure();
    made[id] = full_user_json(*user);
    if (!is_new) tell_updated(turn, *user);
  }
  return Json{{"users", std::move(made)},
              {"membership_deletion_task_id", turn.world.random.uuid()}};
}

Reply update_users_partial(Turn& turn) {
  Reader in(turn.body);
  const Json* changes = in.array("users", users_in_request_max);
  if (in.failure()) return *in.failure();
  if (changes == nullptr) return bad_input("users is required");
  if (auto fault = turn.world.store.fault_of_room()) return *std::move(fault);
  std::vector<User> next;
  for (const Json& change : *changes) {
    Reader one(change, "users.");
    const auto id = one.id("id");
    if (one.failure()) return *one.failure();
    if (!id) return bad_input("users.id is required");
    if (auto fault = fault_of_change(turn, *id, change.value("set", Json())))
      return *std::move(fault);
    const auto user = turn.user(*id);
    if (!user) return user.failure();
    next.push_back(*user);
    if (auto fault = change_user(next.back(), change)) return *std::move(fault);
    next.back().updated_at = turn.world.now;
  }
  Json made = Json::object();
  for (User& user : next) {
    made[user.id] = full_user_json(user);
    tell_updated(turn, user);
    *turn.world.store.user(user.id) = std::move(user);
  }
  return Json{{"users", std::move(made)},
              {"membership_deletion_task_id", turn.world.random.uuid()}};
}

Reply create_guest(Turn& turn) {
  Reader in(turn.body);
  const Json* request = in.object("user");
  if (in.failure()) return *in.failure();
  if (request == nullptr) return bad_input("user is required");
  Reader user_in(*request, "user.");
  const auto id = user_in.id("id");
  if (user_in.failure()) return *user_in.failure();
  Json guest = *request;
  guest["id"] = "guest-" + turn.world.random.uuid() + "-" + id.value_or("guest");
  guest["role"] = "guest";
  const auto user = upsert_user(turn.world, guest);
  if (!user) return user.failure();
  return Json{{"user", user_json(*user)},
              {"access_token", turn.world.authority.user_token(user->id, turn.world.now)}};
}

Reply create_device(Turn& turn) {
  const auto user = turn.actor();
  if (!user) return user.failure();
  Reader in(turn.body);
  const auto id = in.text("id", id_bytes_max * 4);
  const auto provider = in.id("push_provider");
  const auto name = in.text("push_provider_name", id_bytes_max);
  const auto voip = in.flag("voip_token");
  if (in.failure()) return *in.failure();
  if (!id || !provider) return bad_input("id and push_provider are required");
  if (auto fault = turn.world.store.fault_of_room()) return *std::move(fault);
  std::erase_if(user->devices, [&](const Device& one) { return one.id == *id; });
  if (user->devices.size() >= devices_max)
    return bad_input("a user has at most " + std::to_string(devices_max) + " devices");
  user->devices.push_back(
      {*id, *provider, name.value_or(""), voip.value_or(false), turn.world.now});
  return Json::object();
}

Reply list_devices(Turn& turn) {
  const auto user = owner_of_devices(turn);
  if (!user) return user.failure();
  Json devices = Json::array();
  for (const Device& one : user->devices)
    devices.push_back(device_json(one, user->id));
  return Json{{"devices", std::move(devices)}};
}

Reply delete_device(Turn& turn) {
  const auto user = owner_of_devices(turn);
  if (!user) return user.failure();
  const std::string id = turn.target.parameter("id");
  if (std::erase_if(user->devices, [&](const Device& one) { return one.id == id; }) == 0)
    return does_not_exist("device '" + printable(id) + "' does not exist");
  return Json::object();
}

}  // namespace streamctl::emulator
