// Calls through the server API: creating, reading and ending them. Pure.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/call_id.h"
#include "core/json.h"
#include "stream/request.h"

namespace streamctl::stream {

struct NewMember {
  std::string user_id;
  std::string role;  ///< Empty: the call type's default role.
};

/// What GetOrCreateCall is asked for. An existing call keeps its data.
struct CallRequest {
  std::string created_by;
  std::vector<NewMember> members;
  Json data = Json::object();  ///< Further fields of `data`, such as custom and team; an object.
  bool ring = false;           ///< Rings the members.
  bool notify = false;         ///< Notifies the members without ringing.
  bool video = false;          ///< Rings as a video call.
};

/// GetOrCreateCall.
Operation create_call(const CallId& call, const CallRequest& request);
/// GetCall.
Operation get_call(const CallId& call);
/// EndCall.
Operation end_call(const CallId& call);
/// QueryCallMembers: one page. `next` is the cursor of the page before, empty for the first.
Operation query_members(const CallId& call, const std::string& next);

}  // namespace streamctl::stream
