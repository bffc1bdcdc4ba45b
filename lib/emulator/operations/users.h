// Makes and changes users.
#pragma once

#include <optional>
#include <string>

#include "emulator/state/failure.h"
#include "emulator/state/store.h"

namespace streamctl::emulator {

/// Lays a UserRequest over a user: name, image, role, language, teams, custom, invisible. What is
/// absent stays. Nothing changes where anything is wrong.
std::optional<Failure> lay_over_user(User& user, const Json& request);

}  // namespace streamctl::emulator
