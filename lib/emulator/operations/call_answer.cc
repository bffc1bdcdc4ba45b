#include "emulator/operations/call_answer.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/capabilities.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

Json call_answer(const Turn& turn, const Call& call, std::size_t count_max) {
  const Store& store = turn.world.store;
  Json answer{{"call", call_json(call, store)}, {"members", members_json(call, store, count_max)}};
  const User* user = store.user(turn.caller.user_id);
  if (user != nullptr && call.member(user->id) != nullptr)
    answer["membership"] = member_json(*call.member(user->id), store);
  if (user != nullptr)
    answer["own_capabilities"] = own_capabilities(call, *user, turn.caller.role);
  else
    answer["own_capabilities"] = turn.is_server() ? all_capabilities() : viewer_capabilities();
  return answer;
}

std::optional<Failure> lay_over_members(const Turn& turn, const Json& requests,
                                        std::vector<Member>& members) {
  std::vector<Member> next = members;
  for (const Json& request : requests) {
    Reader in(request, "members.");
    const auto id = in.id("user_id");
    const auto role = in.id("role");
    const Json* custom = in.custom();
    if (in.failure()) return in.failure();
    if (!id) return bad_input("members.user_id is required");
    const auto user = turn.user(*id);
    if (!user) return user.failure();
    auto known = std::find_if(next.begin(), next.end(),
                              [&](const Member& one) { return one.user_id == *id; });
    if (known == next.end()) {
      if (next.size() >= members_max)
        return bad_input("a call of the emulator has at most " + std::to_string(members_max) +
                         " members");
      next.push_back({*id, "user", Json::object(), turn.world.now, turn.world.now});
      known = next.end() - 1;
    }
    if (role) known->role = *role;
    if (custom != nullptr) known->custom = *custom;
    known->updated_at = turn.world.now;
  }
  members = std::move(next);
  return std::nullopt;
}

}  // namespace streamctl::emulator
