// Groups of users: kept, and used by nothing.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/text.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

constexpr const char* groups = "user_groups";
constexpr std::size_t listed_default = 20;
constexpr std::size_t found_default = 10;

bool is_of_team(const Json& group, const std::string& team) {
  return team.empty() || text_at(group, "team_id") == team;
}

Failure no_such_group(const OperationContext& context) {
  return does_not_exist("user group '" + printable(context.path.at("id")) + "' does not exist");
}

/// The group that the path names. 404 if it does not exist, or belongs to another team than the
/// query names.
Result<Json, Failure> group_of(const OperationContext& context) {
  const Json* found = context.state.store.records.find(groups, context.path.at("id"));
  if (found == nullptr || !is_of_team(*found, context.target.parameter("team_id")))
    return no_such_group(context);
  return *found;
}

/// The same for AddUserGroupMembers and RemoveUserGroupMembers, whose body names the team too.
Result<Json, Failure> group_to_change(const OperationContext& context) {
  auto group = group_of(context);
  if (group && !is_of_team(*group, context.text("team_id"))) return no_such_group(context);
  return group;
}

/// Adds the users of `member_ids`. 404 if one does not exist.
Result<void, Failure> add_members(const OperationContext& context, Json& group) {
  for (const std::string& id : context.texts("member_ids")) {
    if (auto user = context.user(id); !user) return std::move(user).error();
    Json& members = group["members"];
    const auto known = std::find_if(members.begin(), members.end(),
                                    [&](const Json& one) { return text_at(one, "user_id") == id; });
    if (known != members.end()) {
      if (context.value("as_admin").is_boolean()) (*known)["is_admin"] = context.flag("as_admin");
      continue;
    }
    members.push_back({{"app_pk", 1},
                       {"group_id", text_at(group, "id")},
                       {"user_id", id},
                       {"is_admin", context.flag("as_admin")},
                       {"created_at", time_text(context.state.now)}});
  }
  return {};
}

Reply keep_group(const OperationContext& context, Json group) {
  group["updated_at"] = time_text(context.state.now);
  const std::string id = text_at(group, "id");
  if (auto kept = context.keep(groups, id, group); !kept) return std::move(kept).error();
  return Json{{"user_group", std::move(group)}};
}

/// The fields of the request that a group has as they are.
void set_fields(const OperationContext& context, Json& group) {
  for (const char* name : {"name", "description", "team_id"}) {
    if (context.value(name).is_string()) group[name] = context.text(name);
  }
}

/// Those behind (`field_gt`, `id_gt`) of the query, in the order of the field and then the id.
Json page_of(const OperationContext& context, std::vector<const Json*> found, const char* field,
             std::size_t count_default) {
  const auto key = [&](const Json& group) {
    return std::pair(text_at(group, field), text_at(group, "id"));
  };
  const std::string after = context.target.parameter(std::string(field) + "_gt");
  const std::string after_id = context.target.parameter("id_gt");
  std::erase_if(found, [&](const Json* one) {
    if (!after.empty()) return key(*one) <= std::pair(after, after_id);
    return !after_id.empty() && text_at(*one, "id") <= after_id;
  });
  std::sort(found.begin(), found.end(),
            [&](const Json* left, const Json* right) { return key(*left) < key(*right); });
  const Json limit = context.query("limit");
  const std::size_t most = limit.is_null() ? count_default : limit.get<std::size_t>();
  Json list = Json::array();
  for (const Json* one : found) {
    if (list.size() < most) list.push_back(*one);
  }
  return Json{{"user_groups", std::move(list)}};
}

}  // namespace

Reply list_user_groups(OperationContext& context) {
  std::vector<const Json*> found;
  for (const auto& [id, group] : context.state.store.records.of(groups)) {
    if (is_of_team(group, context.target.parameter("team_id"))) found.push_back(&group);
  }
  return page_of(context, std::move(found), "created_at", listed_default);
}

Reply search_user_groups(OperationContext& context) {
  const std::string wanted = lower_ascii(context.target.parameter("query"));
  std::vector<const Json*> found;
  for (const auto& [id, group] : context.state.store.records.of(groups)) {
    const bool is_named = lower_ascii(text_at(group, "name")).find(wanted) != std::string::npos;
    if (is_named && is_of_team(group, context.target.parameter("team_id"))) found.push_back(&group);
  }
  return page_of(context, std::move(found), "name", found_default);
}

Reply create_user_group(OperationContext& context) {
  const std::string given = context.text("id");
  const std::string id = given.empty() ? context.state.random.uuid() : given;
  if (context.state.store.records.find(groups, id) != nullptr)
    return bad_input("user group '" + printable(id) + "' already exists");
  Json group{{"id", id},
             {"name", ""},
             {"members", Json::array()},
             {"created_at", time_text(context.state.now)}};
  if (context.is_user()) group["created_by"] = context.caller.user_id;
  set_fields(context, group);
  if (auto added = add_members(context, group); !added) return std::move(added).error();
  return keep_group(context, std::move(group));
}

Reply get_user_group(OperationContext& context) {
  auto group = group_of(context);
  if (!group) return std::move(group).error();
  return Json{{"user_group", *std::move(group)}};
}

Reply update_user_group(OperationContext& context) {
  auto group = group_of(context);
  if (!group) return std::move(group).error();
  set_fields(context, *group);
  return keep_group(context, *std::move(group));
}

Reply delete_user_group(OperationContext& context) {
  const auto group = group_of(context);
  if (!group) return group.error();
  context.state.store.records.erase(groups, context.path.at("id"));
  return Json::object();
}

Reply add_user_group_members(OperationContext& context) {
  auto group = group_to_change(context);
  if (!group) return std::move(group).error();
  if (auto added = add_members(context, *group); !added) return std::move(added).error();
  return keep_group(context, *std::move(group));
}

Reply remove_user_group_members(OperationContext& context) {
  auto group = group_to_change(context);
  if (!group) return std::move(group).error();
  for (const std::string& id : context.texts("member_ids")) {
    Json& members = (*group)["members"];
    members.erase(std::remove_if(members.begin(), members.end(),
                                 [&](const Json& one) { return text_at(one, "user_id") == id; }),
                  members.end());
  }
  return keep_group(context, *std::move(group));
}

}  // namespace streamctl::emulator
