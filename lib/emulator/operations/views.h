// Users, members and calls in the form of Stream's schemas; dates as RFC 3339.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "emulator/state/store.h"

namespace streamctl::emulator {

Json time_text(WallTime time);
Json optional_time(const std::optional<WallTime>& time);  ///< Null for nothing.
/// Sets a field if there is a time.
void set_time(Json& object, const char* name, const std::optional<WallTime>& time);
/// {user id: time}.
Json times_json(const TimeByUser& times);

bool is_online(const User& user);
/// When the session of a call ends by `max_duration_seconds`; nothing unless it is live and has an
/// end.
std::optional<WallTime> timer_end(const Call& call);

Json user_json(const User& user);          ///< UserResponse.
Json common_user_json(const User& user);   ///< UserResponseCommonFields.
Json private_user_json(const User& user);  ///< UserResponsePrivacyFields.
Json own_user_json(const User& user);      ///< OwnUserResponse.
Json full_user_json(const User& user);     ///< FullUserResponse.
Json device_json(const Device& device, const std::string& user_id);

// The functions below look users up in the store, which has every user that a call names.
Json member_json(const Member& member, const Store& store);
/// The first `count_max`.
Json members_json(const Call& call, const Store& store, std::size_t count_max);
Json participant_json(const Participant& participant, const Store& store);
Json call_json(const Call& call, const Store& store);           ///< CallResponse.
Json session_json(const Session& session, const Store& store);  ///< CallSessionResponse.

/// {role: number of participants}.
Json participants_by_role(const Session& session, const Store& store);

}  // namespace streamctl::emulator
