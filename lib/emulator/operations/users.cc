#include "emulator/operations/users.h"

#include "emulator/limits.h"
#include "emulator/state/field_reader.h"

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
  if (!in.ok()) return in.error();
  if (name) user.name = *name;
  if (image) user.image = *image;
  if (role) user.role = *role;
  if (language) user.language = *language;
  if (teams) user.teams = *teams;
  if (custom != nullptr) user.custom = *custom;
  if (invisible) user.invisible = *invisible;
  return {};
}

Result<User&, Failure> upsert_user(State& state, const Json& request) {
  FieldReader in(request, "user.");
  const auto id = in.id("id");
  if (!in.ok()) return in.error();
  if (!id) return bad_input("user.id is required");
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

}  // namespace streamctl::emulator
