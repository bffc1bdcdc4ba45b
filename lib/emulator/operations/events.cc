#include "emulator/operations/events.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

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
