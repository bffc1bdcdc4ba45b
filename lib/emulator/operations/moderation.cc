// Blocks, kicks and mutes users, and changes their permissions.
#include <algorithm>
#include <utility>

#include "emulator/operations/capabilities.h"
#include "emulator/operations/events.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/sessions.h"
#include "emulator/operations/views.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

namespace {

/// The user named by `user_id` in the body.
Result<User&, Failure> named_user(const OperationContext& context) {
  FieldReader in(context.body);
  const auto id = in.id("user_id");
  if (!in.ok()) return in.error();
  if (!id) return bad_input("user_id is required");
  return context.user(*id);
}

/// A list of capabilities; an unknown name is an error.
std::vector<std::string> read_capabilities(FieldReader& in, const char* name) {
  auto list = in.ids(name, 100).value_or(std::vector<std::string>());
  for (const std::string& one : list) {
    if (!is_capability(one)) in.fail(name, "names an unknown capability");
  }
  return list;
}

void add_blocked(OperationContext& context, Call& call, const User& user) {
  if (std::find(call.blocked.begin(), call.blocked.end(), user.id) == call.blocked.end())
    call.blocked.push_back(user.id);
  Json fields{{"user", user_json(user)}};
  if (const User* by = context.state.store.user(context.caller.user_id))
    fields["blocked_by_user"] = user_json(*by);
  leave_session(context.state, call, user, context.outcome);
  context.outcome.events.push_back(
      call_event("call.blocked_user", call, context.state.now, std::move(fields)));
}

}  // namespace

Reply block_user(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  const auto user = named_user(context);
  if (!user) return user.error();
  if (auto good = context.state.store.check_memory(); !good) return std::move(good).error();
  add_blocked(context, *call, *user);
  return Json::object();
}

Reply unblock_user(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  const auto user = named_user(context);
  if (!user) return user.error();
  std::erase(call->blocked, user->id);
  context.outcome.events.push_back(
      call_event("call.unblocked_user", *call, context.state.now, {{"user", user_json(*user)}}));
  return Json::object();
}

Reply kick_user(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  const auto user = named_user(context);
  if (!user) return user.error();
  FieldReader in(context.body);
  const bool blocks = in.flag("block").value_or(false);
  const bool names_kicker = in.has("kicked_by_id") || in.has("kicked_by");
  if (!in.ok()) return in.error();
  Json fields{{"user", user_json(*user)}};
  if (!context.is_server() || names_kicker) {
    const auto by = context.actor("kicked_by_id", "kicked_by");
    if (!by) return by.error();
    fields["kicked_by_user"] = user_json(*by);
  }
  leave_session(context.state, *call, *user, context.outcome);
  context.outcome.events.push_back(
      call_event("call.kicked_user", *call, context.state.now, std::move(fields)));
  if (blocks) add_blocked(context, *call, *user);
  return Json::object();
}

Reply mute_users(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  FieldReader in(context.body);
  const bool all = in.flag("mute_all_users").value_or(false);
  auto ids = in.ids("user_ids", 100).value_or(std::vector<std::string>());
  for (const char* track : {"audio", "video", "screenshare", "screenshare_audio"})
    in.flag(track);
  if (!in.ok()) return in.error();
  const auto by = context.actor("muted_by_id", "muted_by");
  if (!by) return by.error();
  if (all && call->session) {
    for (const Participant& one : call->session->participants) {
      if (one.user_id != by->id && std::find(ids.begin(), ids.end(), one.user_id) == ids.end())
        ids.push_back(one.user_id);
    }
  }
  for (const std::string& id : ids) {
    if (const auto user = context.user(id); !user) return user.error();
  }
  context.outcome.events.push_back(call_event(
      "call.user_muted", *call, context.state.now,
      {{"from_user_id", by->id}, {"muted_user_ids", ids}, {"reason", "muted_by_moderator"}}));
  return Json::object();
}

Reply request_permission(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  const auto user = context.actor();
  if (!user) return user.error();
  FieldReader in(context.body);
  const auto wanted = read_capabilities(in, "permissions");
  if (wanted.empty()) in.fail("permissions", "is required");
  if (!in.ok()) return in.error();
  context.outcome.events.push_back(
      call_event("call.permission_request", *call, context.state.now,
                 {{"permissions", wanted}, {"user", user_json(*user)}}));
  return Json::object();
}

Reply update_user_permissions(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  const auto user = named_user(context);
  if (!user) return user.error();
  FieldReader in(context.body);
  const auto granted = read_capabilities(in, "grant_permissions");
  const auto revoked = read_capabilities(in, "revoke_permissions");
  if (!in.ok()) return in.error();
  Permissions& permissions = call->permissions[user->id];
  for (const std::string& one : granted) {
    permissions.granted.insert(one);
    permissions.revoked.erase(one);
  }
  for (const std::string& one : revoked) {
    permissions.revoked.insert(one);
    permissions.granted.erase(one);
  }
  context.outcome.events.push_back(call_event(
      "call.permissions_updated", *call, context.state.now,
      {{"own_capabilities", own_capabilities(*call, *user)}, {"user", user_json(*user)}}));
  return Json::object();
}

}  // namespace streamctl::emulator
