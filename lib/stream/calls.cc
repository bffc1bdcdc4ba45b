#include "stream/calls.h"

#include <utility>

namespace streamctl::stream {
namespace {

/// The API's maximum per page.
constexpr int page_members = 100;

Json member_json(const NewMember& member) {
  Json made{{"user_id", member.user_id}};
  if (!member.role.empty()) made["role"] = member.role;
  return made;
}

}  // namespace

Operation create_call(const CallId& call, const CallRequest& request) {
  Json data = request.data;
  data["created_by_id"] = request.created_by;
  for (const NewMember& member : request.members)
    data["members"].push_back(member_json(member));
  Json body{{"data", std::move(data)}};
  if (request.ring) body["ring"] = true;
  if (request.notify) body["notify"] = true;
  if (request.video) body["video"] = true;
  return operation("POST", call.path(), body);
}

Operation get_call(const CallId& call) {
  Operation made;
  made.path = call.path();
  return made;
}

Operation end_call(const CallId& call) {
  return operation("POST", call.path() + "/mark_ended", Json::object());
}

Operation query_members(const CallId& call, const std::string& next) {
  Json body{{"type", call.type}, {"id", call.id}, {"limit", page_members}};
  if (!next.empty()) body["next"] = next;
  return operation("POST", "/video/call/members", body);
}

}  // namespace streamctl::stream
