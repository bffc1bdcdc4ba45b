#include "emulator/operations/users.h"

#include <chrono>
#include <optional>
#include <utility>

#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/events.h"
#include "emulator/operations/views.h"
#include "emulator/state/field_reader.h"
#include "emulator/state/user_id.h"

namespace streamctl::emulator {

Result<void, Failure> merge_user(User& user, const Json& request) {
  FieldReader in(request, "user.");
  const auto name = in.text("name");
  const auto image = in.text("image");
  const auto role = in.id("role");
  const auto language = in.text("language", id_bytes_max);
  const auto teams = in.ids("teams", 250);
  const Json* custom = in.custom();
  const auto invisible = in.flag("invisible");
  const Json* privacy = in.object("privacy_settings");
  const Json* teams_role = in.object("teams_role");
  if (!in.ok()) return in.error();
  if (name) user.name = *name;
  if (image) user.image = *image;
  if (role) user.role = *role;
  if (language) user.language = *language;
  if (teams) user.teams = *teams;
  if (custom != nullptr) user.custom = *custom;
  if (invisible) user.invisible = *invisible;
  if (privacy != nullptr) user.privacy = *privacy;
  if (teams_role != nullptr) user.teams_role = *teams_role;
  return {};
}

Result<User&, Failure> upsert_user(State& state, const Json& request) {
  FieldReader in(request, "user.");
  const auto id = in.id("id");
  if (!in.ok()) return in.error();
  if (!id) return bad_input("user.id is required");
  if (!is_user_id(*id)) return bad_input(not_a_user_id("user.id"));
  if (const std::string role = text_at(request, "role"); !role.empty()) {
    if (auto good = check_role(state, role); !good) return std::move(good).error();
  }
  User* known = state.store.user(*id);
  User changed = known == nullptr ? User{} : *known;
  if (auto good = merge_user(changed, request); !good) return std::move(good).error();
  if (auto good = state.store.check_memory(); !good) return std::move(good).error();
  changed.updated_at = state.now;
  if (known == nullptr) {
    if (state.store.users.size() >= users_max)
      return bad_input("the emulator holds at most " + std::to_string(users_max) + " users");
    changed.id = *id;
    changed.created_at = state.now;
  }
  return state.store.users.insert_or_assign(*id, std::move(changed)).first->second;
}

Result<void, Failure> check_user(const State& state, const Caller& caller) {
  if (caller.kind != Caller::Kind::user) return {};
  const auto is_revoked = [&](const std::optional<WallTime>& before) {
    const auto limit = before ? before->time_since_epoch() : WallTime::duration::zero();
    return before && caller.issued_at < std::chrono::duration<double>(limit).count();
  };
  const User* user = state.store.user(caller.user_id);
  if (is_revoked(state.app.revokes_tokens_before()) ||
      (user != nullptr && is_revoked(user->revoke_tokens_before)))
    return Failure{40, 401, "token has been revoked"};
  if (user == nullptr) return {};
  if (user->deleted_at) return not_allowed("user '" + printable(user->id) + "' was deleted");
  if (user->deactivated_at) return not_allowed("user '" + printable(user->id) + "' is deactivated");
  return {};
}

void add_presence(const State& state, const User& user, Outcome& outcome) {
  auto followers = state.watchers.followers(user.id);
  if (followers.empty()) return;
  Event event = user_event("user.presence.changed", user, state.now,
                           {{"user", common_user_json(user)}, {"custom", Json::object()}});
  event.user_ids = std::move(followers);
  outcome.events.push_back(std::move(event));
}

}  // namespace streamctl::emulator
