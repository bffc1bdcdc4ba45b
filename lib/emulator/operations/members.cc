// Changes the members of a call.
#include <algorithm>
#include <utility>

#include "emulator/limits.h"
#include "emulator/operations/call_answer.h"
#include "emulator/operations/capabilities.h"
#include "emulator/operations/events.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/views.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

namespace {

/// Ids of members, grouped by the event that reports their change.
struct Changes {
  std::vector<std::string> added;
  std::vector<std::string> updated;
  std::vector<std::string> promoted;  ///< Those whose role changed.
  std::vector<std::string> removed;
};

Changes changes_between(const std::vector<Member>& before, const Call& after,
                        const Json* requests) {
  Changes changes;
  for (const Member& old : before) {
    const Member* now = after.member(old.user_id);
    if (now == nullptr) changes.removed.push_back(old.user_id);
  }
  if (requests == nullptr) return changes;
  for (const Member& now : after.members) {
    const auto is_requested = std::any_of(requests->begin(), requests->end(), [&](const Json& one) {
      return one["user_id"] == now.user_id;
    });
    if (!is_requested) continue;
    const auto old = std::find_if(before.begin(), before.end(),
                                  [&](const Member& one) { return one.user_id == now.user_id; });
    if (old == before.end())
      changes.added.push_back(now.user_id);
    else if (old->role != now.role)
      changes.promoted.push_back(now.user_id);
    else
      changes.updated.push_back(now.user_id);
  }
  return changes;
}

void add_event(OperationContext& context, const Call& call, const char* type,
               const std::vector<std::string>& ids) {
  if (ids.empty()) return;
  const Store& store = context.state.store;
  Json fields{{"call", call_json(call, store)}, {"members", Json::array()}};
  const bool are_gone = std::string_view(type) == "call.member_removed";
  for (const std::string& id : ids)
    fields["members"].push_back(are_gone ? Json(id) : member_json(*call.member(id), store));
  if (std::string_view(type) == "call.member_updated_permission")
    fields["capabilities_by_role"] = capabilities_by_role(call, store);
  Event event = call_event(type, call, context.state.now, std::move(fields));
  if (are_gone) event.user_ids.insert(event.user_ids.end(), ids.begin(), ids.end());
  context.outcome.events.push_back(std::move(event));
}

/// A new role is a matter of its own, as it may grant more than its giver has.
Result<void, Failure> check_permissions(const OperationContext& context, const Call& call,
                                        const Json* updates,
                                        const std::vector<std::string>& removals) {
  if (updates != nullptr && !updates->empty()) {
    if (auto may = context.require("update-call-member", &call); !may) return may;
    for (const Json& one : *updates) {
      const Member* known = call.member(text_at(one, "user_id"));
      const std::string role = text_at(one, "role");
      if (known == nullptr || role.empty() || role == known->role) continue;
      if (auto may = context.require("update-call-member-role", &call); !may) return may;
    }
  }
  if (removals.empty()) return {};
  return context.require("remove-call-member", &call);
}

}  // namespace

Reply update_call_members(OperationContext& context, Call& call) {
  FieldReader in(context.body);
  const Json* updates = in.array("update_members", members_in_request_max);
  const auto removals =
      in.ids("remove_members", members_in_request_max).value_or(std::vector<std::string>());
  if (!in.ok()) return in.error();
  if (auto may = check_permissions(context, call, updates, removals); !may)
    return std::move(may).error();
  if (updates != nullptr) {
    if (auto good = context.state.store.check_memory(); !good) return std::move(good).error();
  }
  const std::vector<Member> before = call.members;
  if (updates != nullptr) {
    if (auto good = merge_members(context, *updates, false, call.members); !good)
      return std::move(good).error();
  }
  for (const std::string& id : removals)
    std::erase_if(call.members, [&](const Member& one) { return one.user_id == id; });
  const Changes changes = changes_between(before, call, updates);
  add_event(context, call, "call.member_added", changes.added);
  add_event(context, call, "call.member_updated", changes.updated);
  add_event(context, call, "call.member_updated_permission", changes.promoted);
  add_event(context, call, "call.member_removed", changes.removed);
  // Stream answers with those of the request, in its order.
  Json members = Json::array();
  for (const Json& one : updates != nullptr ? *updates : Json::array()) {
    if (const Member* member = call.member(text_at(one, "user_id")))
      members.push_back(member_json(*member, context.state.store));
  }
  return Json{{"members", std::move(members)}};
}

}  // namespace streamctl::emulator
