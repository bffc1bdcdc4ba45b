// The ids that Stream takes for users.
#pragma once

#include <string>
#include <string_view>

namespace streamctl::emulator {

/// Whether a text is 1 to 255 of a-z, A-Z, 0-9, @, _ and -. Source: Stream docs, "Users"; the
/// message below as clients of Stream report it.
bool is_user_id(std::string_view text);

/// "members[0].user_id is not a valid user id. a-z, 0-9, @, _ and - are allowed". `path` names the
/// field.
std::string not_a_user_id(const std::string& path);

}  // namespace streamctl::emulator
