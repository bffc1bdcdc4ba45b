#include "emulator/operations/call_answer.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/capabilities.h"
#include "emulator/operations/users.h"
#include "emulator/operations/views.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

Json call_answer(const OperationContext& context, const Call& call, std::size_t count_max) {
  const Store& store = context.state.store;
  Json answer{{"call", call_json(call, store)}, {"members", members_json(call, store, count_max)}};
  const User* user = store.user(context.caller.user_id);
  if (user != nullptr && call.member(user->id) != nullptr)
    answer["membership"] = member_json(*call.member(user->id), store);
  answer["own_capabilities"] = context.is_server()
                                   ? all_capabilities()
                                   : own_capabilities(call, {user, context.caller.role}, store);
  return answer;
}

namespace {

/// The members of a request that are no users: "ann bob".
std::string unknown_users(const OperationContext& context, const Json& requests) {
  std::string ids;
  for (const Json& request : requests) {
    const std::string id = text_at(request, "user_id");
    if (id.empty() || context.user(id)) continue;
    ids += (ids.empty() ? "" : " ") + printable(id);
  }
  return ids;
}

}  // namespace

Result<void, Failure> merge_members(const OperationContext& context, const Json& requests,
                                    bool is_new, std::vector<Member>& members) {
  std::vector<Member> next = members;
  if (const std::string unknown = unknown_users(context, requests); !unknown.empty())
    return bad_input(is_new
                         ? "The following users are involved in call create operation, but don't "
                           "exist: [" +
                               unknown +
                               "]. Please create the user objects before "
                               "setting up the call."
                         : "the provided users [" + unknown + "] don't exist");
  for (const Json& request : requests) {
    FieldReader in(request, "members.");
    const auto id = in.id("user_id");
    const auto role = in.id("role");
    const Json* custom = in.custom();
    if (!in.ok()) return in.error();
    if (!id) return bad_input("members.user_id is required");
    if (role) {
      if (auto good = check_role(context.state, *role); !good) return good;
    }
    auto known = std::find_if(next.begin(), next.end(),
                              [&](const Member& one) { return one.user_id == *id; });
    if (known == next.end()) {
      if (next.size() >= members_max)
        return bad_input("a call of the emulator has at most " + std::to_string(members_max) +
                         " members");
      next.push_back({*id, "user", Json::object(), context.state.now, context.state.now});
      known = next.end() - 1;
    }
    if (role) known->role = *role;
    if (custom != nullptr) known->custom = *custom;
    known->updated_at = context.state.now;
  }
  // Stream lists the latest first, and those of the same time by their ids.
  std::sort(next.begin(), next.end(), [](const Member& left, const Member& right) {
    return left.created_at != right.created_at ? left.created_at > right.created_at
                                               : left.user_id < right.user_id;
  });
  members = std::move(next);
  return {};
}

}  // namespace streamctl::emulator
