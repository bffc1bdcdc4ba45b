#include "emulator/operations/users.h"

#include "emulator/limits.h"
#include "emulator/operations/reader.h"
#include "emulator/operations/turn.h"

namespace streamctl::emulator {

std::optional<Failure> lay_over_user(User& user, const Json& request) {
  Reader in(request, "user.");
  const auto name = in.text("name");
  const auto image = in.text("image");
  const auto role = in.id("role");
  const auto language = in.text("language", id_bytes_max);
  const auto teams = in.ids("teams", 250);
  const Json* custom = in.custom();
  const auto invisible = in.flag("invisible");
  if (in.failure()) return in.failure();
  if (name) user.name = *name;
  if (image) user.image = *image;
  if (role) user.role = *role;
  if (language) user.language = *language;
  if (teams) user.teams = *teams;
  if (custom != nullptr) user.custom = *custom;
  if (invisible) user.invisible = *invisible;
  return std::nullopt;
}

Found<User> upsert_user(World& world, const Json& request) {
  Reader in(request, "user.");
  const auto id = in.id("id");
  if (in.failure()) return *in.failure();
  if (!id) return bad_input("user.id is required");
  User* known = world.store.user(*id);
  User changed = known == nullptr ? User{} : *known;
  if (auto fault = lay_over_user(changed, request)) return *fault;
  if (auto fault = world.store.fault_of_room()) return *fault;
  changed.updated_at = world.now;
  if (known == nullptr) {
    if (world.store.users.size() >= users_max)
      return bad_input("the emulator holds at most " + std::to_string(users_max) + " users");
    changed.id = *id;
    changed.created_at = world.now;
  }
  return world.store.users.insert_or_assign(*id, std::move(changed)).first->second;
}

}  // namespace streamctl::emulator
