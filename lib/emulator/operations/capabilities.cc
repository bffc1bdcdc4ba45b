#include "emulator/operations/capabilities.h"

#include <set>

#include "emulator/state/call_type.h"
#include "webhook/catalogue.h"

namespace streamctl::emulator {

namespace {

using Capabilities = std::set<std::string>;

const Capabilities& every_capability() {
  static const Capabilities all =
      webhook::fields_of_schema("OwnCapability")["_enum"].get<Capabilities>();
  return all;
}

const Json& grants_of(const Call& call, const Store& store) {
  static const CallTypes built_in = built_in_call_types();
  const auto found = store.call_types.find(call.type);
  return found == store.call_types.end() ? built_in.at("default").grants : found->second.grants;
}

/// The known capabilities among the grants of a role.
Capabilities capabilities_of(const Json& grants, std::string_view role) {
  Capabilities made;
  auto granted = grants.find(std::string(role));
  if (granted == grants.end()) granted = grants.find("user");
  if (granted == grants.end()) return made;
  for (const Json& one : *granted) {
    if (one.is_string() && is_capability(one.get_ref<const std::string&>()))
      made.insert(one.get<std::string>());
  }
  return made;
}

}  // namespace

bool is_capability(std::string_view name) {
  return every_capability().contains(std::string(name));
}

Json own_capabilities(const Call& call, const User& user, const Store& store,
                      std::string_view token_role) {
  const Json& grants = grants_of(call, store);
  Capabilities own = capabilities_of(grants, user.role);
  const auto add = [&](std::string_view role) { own.merge(capabilities_of(grants, role)); };
  if (call.created_by == user.id) add("host");
  if (!token_role.empty()) add(token_role);
  if (const Member* member = call.member(user.id)) add(member->role);
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

Json viewer_capabilities(const Call& call, const Store& store) {
  return capabilities_of(grants_of(call, store), "anonymous");
}

Json capabilities_by_role(const Call& call, const Store& store) {
  const Json& grants = grants_of(call, store);
  Json made = Json::object();
  const auto add = [&](const std::string& role) { made[role] = capabilities_of(grants, role); };
  add("admin");
  add("user");
  for (const Member& member : call.members) {
    add(member.role);
    add(store.user(member.user_id)->role);
  }
  return made;
}

}  // namespace streamctl::emulator
