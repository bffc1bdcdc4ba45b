#include "emulator/operations/capabilities.h"

#include <algorithm>
#include <set>

#include "emulator/state/call_permissions.h"
#include "emulator/state/call_type.h"

namespace streamctl::emulator {

namespace {

/// Ids of permissions; they are views of the table or of the store.
using PermissionIds = std::set<std::string_view>;

const Json& grants_of(const Store& store, const std::string& call_type) {
  static const CallTypes built_in = built_in_call_types();
  const auto found = store.call_types.find(call_type);
  return found == store.call_types.end() ? built_in.at("default").grants : found->second.grants;
}

void add_grants(const Json& grants, const std::string& role, bool is_owner, PermissionIds& added) {
  const auto granted = grants.find(role);
  if (granted == grants.end()) return;
  for (const Json& one : *granted) {
    if (!one.is_string()) continue;
    const Grant grant = parse_grant(one.get_ref<const std::string&>());
    if (is_owner || !grant.is_for_owner) added.insert(grant.permission);
  }
}

PermissionIds permissions_of(const Store& store, const std::string& call_type, const Call* call,
                             const Actor& actor) {
  PermissionIds made;
  const bool is_owner =
      call != nullptr && actor.user != nullptr && call->created_by == actor.user->id;
  const Json& grants = grants_of(store, call_type);
  for (const std::string& role : roles_of(actor, call))
    add_grants(grants, role, is_owner, made);
  if (call == nullptr || actor.user == nullptr) return made;
  const auto of_user = call->permissions.find(actor.user->id);
  if (of_user == call->permissions.end()) return made;
  for (const std::string& one : of_user->second.granted)
    made.insert(parse_grant(one).permission);
  for (const std::string& one : of_user->second.revoked)
    made.erase(parse_grant(one).permission);
  return made;
}

Json capabilities_json(const PermissionIds& permissions) {
  std::set<std::string_view> names;
  for (const std::string_view one : permissions) {
    const CallPermission* known = find_call_permission(one);
    if (known != nullptr && !known->capability.empty()) names.insert(known->capability);
  }
  return names;
}

}  // namespace

std::vector<std::string> roles_of(const Actor& actor, const Call* call) {
  if (actor.user == nullptr) return {"anonymous"};
  std::vector<std::string> roles{actor.token_role.empty() ? actor.user->role
                                                          : std::string(actor.token_role)};
  const Member* member = call == nullptr ? nullptr : call->member(actor.user->id);
  if (member != nullptr && member->role != roles.front()) roles.push_back(member->role);
  return roles;
}

bool is_permitted(const Store& store, const std::string& call_type, const Call* call,
                  const Actor& actor, std::string_view permission) {
  const auto is_it = [&](std::string_view entry) {
    return parse_grant(entry).permission == permission;
  };
  const bool has_user = call != nullptr && actor.user != nullptr;
  if (has_user && call->permissions.contains(actor.user->id)) {
    const Permissions& own = call->permissions.at(actor.user->id);
    if (std::any_of(own.revoked.begin(), own.revoked.end(), is_it)) return false;
    if (std::any_of(own.granted.begin(), own.granted.end(), is_it)) return true;
  }
  const bool is_owner = has_user && call->created_by == actor.user->id;
  const Json& grants = grants_of(store, call_type);
  const auto has_it = [&](const std::string& role) {
    const auto granted = grants.find(role);
    return granted != grants.end() &&
           std::any_of(granted->begin(), granted->end(), [&](const Json& one) {
             if (!one.is_string()) return false;
             const Grant grant = parse_grant(one.get_ref<const std::string&>());
             return grant.permission == permission && (is_owner || !grant.is_for_owner);
           });
  };
  const auto roles = roles_of(actor, call);
  return std::any_of(roles.begin(), roles.end(), has_it);
}

Json own_capabilities(const Call& call, const Actor& actor, const Store& store) {
  return capabilities_json(permissions_of(store, call.type, &call, actor));
}

Json all_capabilities() {
  PermissionIds all;
  for (const CallPermission& one : call_permissions())
    all.insert(one.id);
  return capabilities_json(all);
}

Json capabilities_by_role(const Call& call, const Store& store) {
  Json made = Json::object();
  const auto add = [&](const std::string& role) {
    PermissionIds permissions;
    add_grants(grants_of(store, call.type), role, false, permissions);
    made[role] = capabilities_json(permissions);
  };
  add("admin");
  add("user");
  for (const Member& member : call.members) {
    add(member.role);
    add(store.user(member.user_id)->role);
  }
  return made;
}

}  // namespace streamctl::emulator
