#include "emulator/operations/turn.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

constexpr std::array<std::string_view, 9> types_for_members{
    "call.accepted",
    "call.created",
    "call.ended",
    "call.member_added",
    "call.member_removed",
    "call.member_updated",
    "call.member_updated_permission",
    "call.notification",
    "call.rejected",
};

Json event_body(const std::string& type, const std::string& call_cid, WallTime now, Json fields) {
  Json body{{"type", type}, {"created_at", time_text(now)}};
  if (!call_cid.empty()) body["call_cid"] = call_cid;
  for (auto& [name, value] : fields.items())
    body[name] = std::move(value);
  return body;
}

}  // namespace

std::string Turn::cid() const {
  return path.at("type") + ":" + path.at("id");
}

bool Turn::allows(const std::string& call_cid) const {
  return caller.call_cids.empty() || std::find(caller.call_cids.begin(), caller.call_cids.end(),
                                               call_cid) != caller.call_cids.end();
}

Found<Call> Turn::call() const {
  if (!allows(cid())) return not_allowed("the token is not for call " + printable(cid()));
  Call* found = world.store.call(cid());
  if (found == nullptr) return does_not_exist("call " + printable(cid()) + " does not exist");
  if (std::find(found->blocked.begin(), found->blocked.end(), caller.user_id) !=
      found->blocked.end())
    return not_allowed("user '" + printable(caller.user_id) + "' is blocked from this call");
  return *found;
}

Found<User> Turn::user(const std::string& id) const {
  User* found = world.store.user(id);
  if (found == nullptr) return does_not_exist("user '" + printable(id) + "' does not exist");
  return *found;
}

Found<User> Turn::actor(const char* id_field, const char* object_field) const {
  if (is_user()) return user(caller.user_id);
  if (!is_server()) return authentication_failed("this needs a user's token");
  Reader in(body);
  const auto id = in.id(id_field);
  const Json* object = in.object(object_field);
  if (in.failure()) return *in.failure();
  if (object != nullptr) return upsert_user(world, *object);
  if (id) return user(*id);
  return bad_input(std::string("either ") + id_field + " or " + object_field +
                   " must be provided when using server side auth");
}

void Turn::watch(const std::string& call_cid) const {
  if (is_user() && !target.parameter("connection_id").empty())
    outcome.watched_calls.push_back(call_cid);
}

Event call_event(std::string type, const Call& call, WallTime now, Json fields) {
  Event event;
  event.body = event_body(type, call.cid(), now, std::move(fields));
  event.call_cid = call.cid();
  if (std::find(types_for_members.begin(), types_for_members.end(), type) !=
      types_for_members.end()) {
    event.reach = Reach::members_and_watchers;
    for (const Member& member : call.members)
      event.user_ids.push_back(member.user_id);
  }
  event.type = std::move(type);
  return event;
}

Event call_event_for(std::vector<std::string> user_ids, std::string type, const Call& call,
                     WallTime now, Json fields) {
  Event event = call_event(std::move(type), call, now, std::move(fields));
  event.reach = Reach::users;
  event.user_ids = std::move(user_ids);
  return event;
}

Event user_event(std::string type, const User& user, WallTime now, Json fields) {
  Event event;
  event.body = event_body(type, "", now, std::move(fields));
  event.type = std::move(type);
  event.reach = Reach::users;
  event.user_ids = {user.id};
  return event;
}

}  // namespace streamctl::emulator
