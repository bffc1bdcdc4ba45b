// Blocks, kicks and mutes users, and changes their permissions.
#include <algorithm>
#include <utility>

#include "emulator/operations/capabilities.h"
#include "emulator/operations/events.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/sessions.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

/// The user named by `user_id` in the body.
Result<User&, Failure> named_user(const OperationContext& context) {
  return context.user(context.text("user_id"));
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

Reply block_user(OperationContext& context, Call& call) {
  const auto user = named_user(context);
  if (!user) return user.error();
  if (auto good = context.state.store.check_memory(); !good) return std::move(good).error();
  add_blocked(context, call, *user);
  return Json::object();
}

Reply unblock_user(OperationContext& context, Call& call) {
  const auto user = named_user(context);
  if (!user) return user.error();
  std::erase(call.blocked, user->id);
  context.outcome.events.push_back(
      call_event("call.unblocked_user", call, context.state.now, {{"user", user_json(*user)}}));
  return Json::object();
}

Reply kick_user(OperationContext& context, Call& call) {
  const auto user = named_user(context);
  if (!user) return user.error();
  const bool names_kicker =
      !context.text("kicked_by_id").empty() || context.value("kicked_by").is_object();
  Json fields{{"user", user_json(*user)}};
  if (!context.is_server() || names_kicker) {
    const auto by = context.actor("kicked_by_id", "kicked_by");
    if (!by) return by.error();
    fields["kicked_by_user"] = user_json(*by);
  }
  leave_session(context.state, call, *user, context.outcome);
  context.outcome.events.push_back(
      call_event("call.kicked_user", call, context.state.now, std::move(fields)));
  if (context.flag("block")) add_blocked(context, call, *user);
  return Json::object();
}

Reply mute_users(OperationContext& context, Call& call) {
  auto ids = context.texts("user_ids");
  const auto by = context.actor("muted_by_id", "muted_by");
  if (!by) return by.error();
  const bool mutes_itself = !context.flag("mute_all_users") && ids == std::vector{by->id};
  if (!mutes_itself) {
    if (auto may = context.require("mute-users", &call); !may) return std::move(may).error();
  }
  if (context.flag("mute_all_users") && call.session) {
    for (const Participant& one : call.session->participants) {
      if (one.user_id != by->id && std::find(ids.begin(), ids.end(), one.user_id) == ids.end())
        ids.push_back(one.user_id);
    }
  }
  for (const std::string& id : ids) {
    if (const auto user = context.user(id); !user) return user.error();
  }
  context.outcome.events.push_back(call_event(
      "call.user_muted", call, context.state.now,
      {{"from_user_id", by->id}, {"muted_user_ids", ids}, {"reason", "muted_by_moderator"}}));
  return Json::object();
}

Reply pin_track(OperationContext& /*context*/, Call& /*call*/) {
  return Json::object();
}

Reply request_permission(OperationContext& context, Call& call) {
  const auto user = context.actor();
  if (!user) return user.error();
  context.outcome.events.push_back(
      call_event("call.permission_request", call, context.state.now,
                 {{"permissions", context.texts("permissions")}, {"user", user_json(*user)}}));
  return Json::object();
}

Reply update_user_permissions(OperationContext& context, Call& call) {
  const auto user = named_user(context);
  if (!user) return user.error();
  Permissions& permissions = call.permissions[user->id];
  for (const std::string& one : context.texts("grant_permissions")) {
    permissions.granted.insert(one);
    permissions.revoked.erase(one);
  }
  for (const std::string& one : context.texts("revoke_permissions")) {
    permissions.revoked.insert(one);
    permissions.granted.erase(one);
  }
  context.outcome.events.push_back(
      call_event("call.permissions_updated", call, context.state.now,
                 {{"own_capabilities", own_capabilities(call, {&*user}, context.state.store)},
                  {"user", user_json(*user)}}));
  return Json::object();
}

}  // namespace streamctl::emulator
