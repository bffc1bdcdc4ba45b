#include "emulator/operations/capabilities.h"

#include <algorithm>
#include <array>
#include <set>

#include "webhook/catalogue.h"

namespace streamctl::emulator {

namespace {

const std::set<std::string>& every_capability() {
  static const std::set<std::string> all =
      webhook::fields_of_schema("OwnCapability")["_enum"].get<std::set<std::string>>();
  return all;
}

const std::set<std::string>& participant_capabilities() {
  static const std::set<std::string> some{
      "create-call", "create-reaction", "enable-noise-cancellation",
      "join-call",   "read-call",       "screenshare",
      "send-audio",  "send-video",
  };
  return some;
}

bool is_privileged(std::string_view role) {
  constexpr std::array<std::string_view, 3> privileged{"admin", "host", "moderator"};
  return std::find(privileged.begin(), privileged.end(), role) != privileged.end();
}

/// Admins, hosts and moderators have every capability; other roles can participate.
const std::set<std::string>& capabilities_of_role(std::string_view role) {
  return is_privileged(role) ? every_capability() : participant_capabilities();
}

}  // namespace

bool is_capability(std::string_view name) {
  return every_capability().contains(std::string(name));
}

Json own_capabilities(const Call& call, const User& user, std::string_view token_role) {
  const Member* member = call.member(user.id);
  const bool privileged = call.created_by == user.id || is_privileged(user.role) ||
                          is_privileged(token_role) ||
                          (member != nullptr && is_privileged(member->role));
  std::set<std::string> own = capabilities_of_role(privileged ? "host" : "user");
  const auto found = call.permissions.find(user.id);
  if (found != call.permissions.end()) {
    own.insert(found->second.granted.begin(), found->second.granted.end());
    for (const std::string& name : found->second.revoked)
      own.erase(name);
  }
  return own;
}

Json all_capabilities() {
  return every_capability();
}

Json viewer_capabilities() {
  return {"join-call", "read-call"};
}

Json capabilities_by_role(const Call& call, const Store& store) {
  Json made = Json::object();
  const auto add = [&](const std::string& role) { made[role] = capabilities_of_role(role); };
  add("admin");
  add("user");
  for (const Member& member : call.members) {
    add(member.role);
    add(store.user(member.user_id)->role);
  }
  return made;
}

}  // namespace streamctl::emulator
