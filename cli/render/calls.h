// Calls, members and users as text and as JSON, from the answers of Stream's API. Their fields are
// untrusted: any may be missing or of another type.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "terminal.h"

namespace streamctl::cli {

/// `kind` "call" and the fields of a GetCall answer; times as RFC 3339.
std::string call_json(std::string_view cid, const Json& answer, std::chrono::nanoseconds duration);
/// One line with name and state, then creator, members, session, custom data and settings that
/// matter, a line each.
std::string render_call(std::string_view cid, const Json& answer, const Terminal& terminal);

/// `kind` "member" and the member's own fields.
std::string member_json(std::string_view cid, const Json& member);
std::string render_members(const std::vector<Json>& members, const Terminal& terminal);

/// `kind` "user" and the user's own fields.
std::string user_json(const Json& user);
std::string render_user(const Json& user, const Terminal& terminal);

}  // namespace streamctl::cli
