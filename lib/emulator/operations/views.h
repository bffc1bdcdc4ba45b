// Users, members and calls in the form of Stream's schemas; dates as RFC 3339.
#pragma once

#include <cstddef>
#include <string>

#include "emulator/state/store.h"

namespace streamctl::emulator {

Json time_text(WallTime time);
/// {user id: time}.
Json times_json(const TimeByUser& times);

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
Json call_json(const Call& call, const Store& store);  ///< CallResponse.

/// {role: number of participants}.
Json participants_by_role(const Session& session, const Store& store);

}  // namespace streamctl::emulator
