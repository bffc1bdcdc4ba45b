// Roles and permissions.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/users.h"
#include "emulator/operations/views.h"
#include "emulator/state/call_permissions.h"

namespace streamctl::emulator {

namespace {

constexpr std::array<std::string_view, 13> built_in_roles{
    "admin",        "anonymous",        "call_creator",
    "call_member",  "channel_member",   "channel_moderator",
    "global_admin", "global_read_only", "guest",
    "host",         "moderator",        "speaker",
    "user",
};

/// The permissions of an app's users and channels, which decide nothing here. Source: Stream docs,
/// "Permissions reference" of Chat.
constexpr std::array<std::string_view, 41> other_permissions{
    // clang-format off
    "add-links", "ban-channel-member", "ban-user", "create-attachment", "create-channel",
    "create-message", "create-reaction", "delete-attachment", "delete-channel", "delete-message",
    "delete-reaction", "flag-message", "flag-user", "mute-channel", "mute-user", "pin-message",
    "read-channel", "read-channel-members", "read-flag-reports", "read-message-flags",
    "read-moderation-logs", "recreate-channel", "remove-own-channel-membership",
    "run-message-action", "search-user", "send-custom-event", "skip-channel-cooldown",
    "skip-message-moderation", "truncate-channel", "unblock-message", "update-channel",
    "update-channel-cooldown", "update-channel-frozen", "update-channel-members",
    "update-flag-report", "update-message", "update-user", "update-user-role",
    "update-user-teams", "upload-attachment", "use-frozen-channel",
    // clang-format on
};

Json role_json(const std::string& name, bool is_custom, const std::string& time) {
  return {{"name", name},
          {"custom", is_custom},
          {"scopes", Json::array()},
          {"created_at", time},
          {"updated_at", time}};
}

/// Built-in and custom roles, by name.
std::vector<Json> all_roles(const State& state) {
  std::vector<Json> roles;
  for (const std::string_view name : built_in_roles)
    roles.push_back(role_json(std::string(name), false, time_text({})));
  for (const auto& [name, role] : state.store.records.of("roles"))
    roles.push_back(role);
  std::sort(roles.begin(), roles.end(),
            [](const Json& left, const Json& right) { return left["name"] < right["name"]; });
  return roles;
}

bool is_built_in(std::string_view id) {
  const std::string_view bare = parse_grant(id).permission;
  const bool is_other = std::find(other_permissions.begin(), other_permissions.end(), bare) !=
                        other_permissions.end();
  const CallPermission* known = find_call_permission(bare);
  if (known == nullptr && !is_other) return false;
  const std::string_view whole = known == nullptr ? bare : known->id;
  return id == whole || id == std::string(whole) + "-owner";
}

/// A permission for all or for what the user owns.
Json built_in_permission(const std::string& id) {
  const Grant grant = parse_grant(id);
  const std::string action = action_of(grant.permission);
  return {{"id", id},
          {"name", action + (grant.is_for_owner ? " (owner)" : "")},
          {"action", action},
          {"custom", false},
          {"description", ""},
          {"level", "app"},
          {"owner", grant.is_for_owner},
          {"owner_resource", ""},
          {"same_team", true},
          {"tags", Json::array()}};
}

Failure no_permission(const std::string& id) {
  return does_not_exist("permission '" + printable(id) + "' does not exist");
}

/// A permission from a request.
Json custom_permission(const OperationContext& context, const std::string& id) {
  const Json& condition = context.value("condition");
  return {{"id", id},
          {"name", context.text("name")},
          {"action", context.text("action")},
          {"condition", condition.is_object() ? condition : Json::object()},
          {"custom", true},
          {"description", context.text("description")},
          {"level", "app"},
          {"owner", context.flag("owner")},
          {"owner_resource", ""},
          {"same_team", context.flag("same_team")},
          {"tags", Json::array()}};
}

Result<void, Failure> put_permission(OperationContext& context, const std::string& id) {
  return context.keep("permissions", id, custom_permission(context, id));
}

}  // namespace

bool is_role(const State& state, const std::string& name) {
  return std::find(built_in_roles.begin(), built_in_roles.end(), name) != built_in_roles.end() ||
         state.store.records.find("roles", name) != nullptr;
}

Result<void, Failure> check_role(const State& state, const std::string& name) {
  if (is_role(state, name)) return {};
  return bad_input("role '" + printable(name) + "' does not exist");
}

void add_role(State& state, const std::string& name) {
  if (!is_role(state, name))
    (void)state.store.records.put("roles", name, role_json(name, true, time_text(state.now))).ok();
}

Reply list_roles(OperationContext& context) {
  return Json{{"roles", all_roles(context.state)}};
}

Reply search_roles(OperationContext& context) {
  const std::string wanted = lower_ascii(context.target.parameter("query"));
  const std::string after = context.target.parameter("name_gt");
  const Json limit = context.query("limit");
  const std::size_t most = limit.is_number_integer() && limit > 0 ? limit.get<std::size_t>() : 100;
  Json roles = Json::array();
  for (Json& role : all_roles(context.state)) {
    const std::string name = text_at(role, "name");
    if (roles.size() < most && name > after && lower_ascii(name).find(wanted) != std::string::npos)
      roles.push_back(std::move(role));
  }
  return Json{{"roles", std::move(roles)}};
}

Reply create_role(OperationContext& context) {
  const std::string name = context.text("name");
  if (is_role(context.state, name))
    return bad_input("role '" + printable(name) + "' already exists");
  Json role = role_json(name, true, time_text(context.state.now));
  if (auto kept = context.keep("roles", name, role); !kept) return std::move(kept).error();
  return Json{{"role", std::move(role)}};
}

Reply delete_role(OperationContext& context) {
  const std::string& name = context.path.at("name");
  if (!context.state.store.records.erase("roles", name)) {
    if (is_role(context.state, name)) return bad_input("a built-in role cannot be deleted");
    return does_not_exist("role '" + printable(name) + "' does not exist");
  }
  return Json::object();
}

Reply list_permissions(OperationContext& context) {
  Json list = Json::array();
  std::vector<std::string_view> ids(other_permissions.begin(), other_permissions.end());
  for (const CallPermission& one : call_permissions())
    ids.push_back(one.id);
  for (const std::string_view id : ids) {
    list.push_back(built_in_permission(std::string(id)));
    list.push_back(built_in_permission(std::string(id) + "-owner"));
  }
  for (const auto& [id, permission] : context.state.store.records.of("permissions"))
    list.push_back(permission);
  return Json{{"permissions", std::move(list)}};
}

Reply get_permission(OperationContext& context) {
  const std::string& id = context.path.at("id");
  if (const Json* custom = context.state.store.records.find("permissions", id))
    return Json{{"permission", *custom}};
  if (is_built_in(id)) return Json{{"permission", built_in_permission(id)}};
  return no_permission(id);
}

Reply create_permission(OperationContext& context) {
  const std::string id = context.text("id");
  if (is_built_in(id) || context.state.store.records.find("permissions", id) != nullptr)
    return bad_input("permission '" + printable(id) + "' already exists");
  if (auto kept = put_permission(context, id); !kept) return std::move(kept).error();
  return Json::object();
}

Reply update_permission(OperationContext& context) {
  const std::string& id = context.path.at("id");
  if (is_built_in(id)) return bad_input("a built-in permission cannot be changed");
  if (context.state.store.records.find("permissions", id) == nullptr) return no_permission(id);
  if (auto kept = put_permission(context, id); !kept) return std::move(kept).error();
  return Json::object();
}

Reply delete_permission(OperationContext& context) {
  const std::string& id = context.path.at("id");
  if (is_built_in(id)) return bad_input("a built-in permission cannot be deleted");
  if (!context.state.store.records.erase("permissions", id)) return no_permission(id);
  return Json::object();
}

}  // namespace streamctl::emulator
