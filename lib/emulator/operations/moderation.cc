// Blocking, kicking, muting, and who may do what.
#include <algorithm>
#include <utility>

#include "emulator/operations/capabilities.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/views.h"
#include "emulator/state/sessions.h"

namespace streamctl::emulator {

namespace {

/// The user that `user_id` of the body names.
Found<User> named_user(const Turn& turn) {
  Reader in(turn.body);
  const auto id = in.id("user_id");
  if (in.failure()) return *in.failure();
  if (!id) return bad_input("user_id is required");
  return turn.user(*id);
}

/// Capabilities a body lists; refuses names nobody knows.
std::vector<std::string> read_capabilities(Reader& in, const char* name) {
  auto list = in.ids(name, 100).value_or(std::vector<std::string>());
  for (const std::string& one : list) {
    if (!is_capability(one)) in.wrong(name, "names an unknown capability");
  }
  return list;
}

void add_blocked(Turn& turn, Call& call, const User& user) {
  if (std::find(call.blocked.begin(), call.blocked.end(), user.id) == call.blocked.end())
    call.blocked.push_back(user.id);
  Json fields{{"user", user_json(user)}};
  if (const User* by = turn.world.store.user(turn.caller.user_id))
    fields["blocked_by_user"] = user_json(*by);
  leave_session(turn.world, call, user, turn.outcome);
  turn.outcome.events.push_back(
      call_event("call.blocked_user", call, turn.world.now, std::move(fields)));
}

}  // namespace

Reply block_user(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  const auto user = named_user(turn);
  if (!user) return user.failure();
  if (auto fault = turn.world.store.fault_of_room()) return *std::move(fault);
  add_blocked(turn, *call, *user);
  return Json::object();
}

Reply unblock_user(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  const auto user = named_user(turn);
  if (!user) return user.failure();
  std::erase(call->blocked, user->id);
  turn.outcome.events.push_back(
      call_event("call.unblocked_user", *call, turn.world.now, {{"user", user_json(*user)}}));
  return Json::object();
}

Reply kick_user(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  const auto user = named_user(turn);
  if (!user) return user.failure();
  Reader in(turn.body);
  const bool blocks = in.flag("block").value_or(false);
  const bool names_kicker = in.has("kicked_by_id") || in.has("kicked_by");
  if (in.failure()) return *in.failure();
  Json fields{{"user", user_json(*user)}};
  if (!turn.is_server() || names_kicker) {
    const auto by = turn.actor("kicked_by_id", "kicked_by");
    if (!by) return by.failure();
    fields["kicked_by_user"] = user_json(*by);
  }
  leave_session(turn.world, *call, *user, turn.outcome);
  turn.outcome.events.push_back(
      call_event("call.kicked_user", *call, turn.world.now, std::move(fields)));
  if (blocks) add_blocked(turn, *call, *user);
  return Json::object();
}

Reply mute_users(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Reader in(turn.body);
  const bool all = in.flag("mute_all_users").value_or(false);
  auto ids = in.ids("user_ids", 100).value_or(std::vector<std::string>());
  for (const char* track : {"audio", "video", "screenshare", "screenshare_audio"})
    in.flag(track);
  if (in.failure()) return *in.failure();
  const auto by = turn.actor("muted_by_id", "muted_by");
  if (!by) return by.failure();
  if (all && call->session) {
    for (const Participant& one : call->session->participants) {
      if (one.user_id != by->id && std::find(ids.begin(), ids.end(), one.user_id) == ids.end())
        ids.push_back(one.user_id);
    }
  }
  for (const std::string& id : ids) {
    if (const auto user = turn.user(id); !user) return user.failure();
  }
  turn.outcome.events.push_back(call_event(
      "call.user_muted", *call, turn.world.now,
      {{"from_user_id", by->id}, {"muted_user_ids", ids}, {"reason", "muted_by_moderator"}}));
  return Json::object();
}

Reply request_permission(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  const auto user = turn.actor();
  if (!user) return user.failure();
  Reader in(turn.body);
  const auto wanted = read_capabilities(in, "permissions");
  if (wanted.empty()) in.wrong("permissions", "is required");
  if (in.failure()) return *in.failure();
  turn.outcome.events.push_back(call_event("call.permission_request", *call, turn.world.now,
                                           {{"permissions", wanted}, {"user", user_json(*user)}}));
  return Json::object();
}

Reply update_user_permissions(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  const auto user = named_user(turn);
  if (!user) return user.failure();
  Reader in(turn.body);
  const auto granted = read_capabilities(in, "grant_permissions");
  const auto revoked = read_capabilities(in, "revoke_permissions");
  if (in.failure()) return *in.failure();
  Permissions& permissions = call->permissions[user->id];
  for (const std::string& one : granted) {
    permissions.granted.insert(one);
    permissions.revoked.erase(one);
  }
  for (const std::string& one : revoked) {
    permissions.revoked.insert(one);
    permissions.granted.erase(one);
  }
  turn.outcome.events.push_back(call_event(
      "call.permissions_updated", *call, turn.world.now,
      {{"own_capabilities", own_capabilities(*call, *user)}, {"user", user_json(*user)}}));
  return Json::object();
}

}  // namespace streamctl::emulator
