// Creates and updates users.
#pragma once

#include <string>

#include "emulator/state/auth.h"
#include "emulator/state/event.h"
#include "emulator/state/failure.h"
#include "emulator/state/state.h"

namespace streamctl::emulator {

/// Merges a UserRequest over a user: name, image, role, language, teams, custom, invisible. Absent
/// fields keep their values. On an error nothing changes.
Result<void, Failure> merge_user(User& user, const Json& request);

/// Creates or updates the user that a UserRequest names. 400 for an id that Stream does not take,
/// and for a role that does not exist.
Result<User&, Failure> upsert_user(State& state, const Json& request);

/// 401 code 40 if the token of a user has been revoked, for this user or the app; 403 if the user
/// is deactivated or deleted. A token without `iat` counts as issued before everything.
Result<void, Failure> check_user(const State& state, const Caller& caller);

/// Sends user.presence.changed to those who asked for the presence of the user.
void add_presence(const State& state, const User& user, Outcome& outcome);

/// Whether there is a role of that name, built in or created.
bool is_role(const State& state, const std::string& name);
/// 400 if there is no such role.
Result<void, Failure> check_role(const State& state, const std::string& name);
/// Creates the role if there is none of that name.
void add_role(State& state, const std::string& name);

}  // namespace streamctl::emulator
