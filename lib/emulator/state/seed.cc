#include "emulator/state/seed.h"

#include <string>
#include <utility>

#include "core/text.h"
#include "emulator/operations/operations.h"

namespace streamctl::emulator {

namespace {

Error fault_in(const std::string& list, std::size_t index, const Failure& failure) {
  return config_error(list + " entry " + std::to_string(index + 1) + ": " + failure.text);
}

/// Whoever a call names, and nobody has made, is made.
void make_named(World& world, const Json& call) {
  const auto make = [&](const Json& id) {
    if (id.is_string() && world.store.user(id.get_ref<const std::string&>()) == nullptr)
      (void)upsert_user(world, {{"id", id}});
  };
  if (call.contains("created_by_id")) make(call["created_by_id"]);
  if (!call.contains("members") || !call["members"].is_array()) return;
  for (const Json& member : call["members"]) {
    if (member.is_object() && member.contains("user_id")) make(member["user_id"]);
  }
}

std::optional<Failure> seed_call(World& world, const Json& call) {
  Reader in(call, "calls.");
  const auto type = in.id("type");
  const auto id = in.id("id");
  if (in.failure()) return in.failure();
  if (!type || !id) return bad_input("type and id are required");
  Json data = call;
  data.erase("type");
  data.erase("id");
  make_named(world, data);
  if (!data.contains("created_by_id") && !data.contains("created_by")) {
    if (world.store.users.empty())
      return bad_input("created_by_id is required: there are no users");
    data["created_by_id"] = world.store.users.begin()->first;
  }
  Caller server;
  server.kind = Caller::Kind::server;
  Outcome untold;
  const Parameters path{{"type", *type}, {"id", *id}};
  const Target target;
  const Json body{{"data", std::move(data)}};
  Turn turn{world, server, path, target, body, untold};
  const Reply reply = get_or_create_call(turn);
  const auto* fault = std::get_if<Failure>(&reply);
  return fault == nullptr ? std::nullopt : std::optional(*fault);
}

}  // namespace

Result<void> seed(World& world, const Json& seed) {
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
    if (const auto user = upsert_user(world, users[i]); !user)
      return fault_in("users", i, user.failure());
  }
  const Json& calls = seed.contains("calls") ? seed["calls"] : none;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (const auto fault = seed_call(world, calls[i])) return fault_in("calls", i, *fault);
  }
  return {};
}

}  // namespace streamctl::emulator
