// One line for each well-known snapshot in an event: the call, users, members.
#pragma once

#include <string>
#include <string_view>

namespace streamctl::cli {

/// Whether member `key` of an event holds a snapshot that --full unfolds. `parent` is the member
/// that contains it, empty at the top.
bool is_snapshot(std::string_view key, std::string_view parent);

/// What matters in the snapshot `value` of the event `body`, printable: "default:standup, 2
/// members, by john, live"; "john, John Smith, admin"; "2: john, jane". May be empty.
std::string snapshot_summary(std::string_view key, std::string_view value, std::string_view body);

}  // namespace streamctl::cli
