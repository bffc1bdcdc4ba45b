// One line for each well-known snapshot in an event: the call, users, members.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace streamctl::cli {

/// Whether member `key` of an event holds a snapshot that --full unfolds. `parent` is the member
/// that contains it, empty at the top.
bool is_snapshot(std::string_view key, std::string_view parent);

/// Summarises the snapshots of one event, which must outlive it.
class SnapshotSummaries {
 public:
  explicit SnapshotSummaries(std::string_view event) : event_(event) {}

  /// What matters in the snapshot `value`, printable: "default:standup, 2 members, by john, live";
  /// "john, John Smith, admin"; "2: john, jane". May be empty.
  std::string of(std::string_view key, std::string_view value);

 private:
  std::size_t members();

  std::string_view event_;
  std::optional<std::size_t> members_;  ///< Counted once: an event may repeat its call.
};

}  // namespace streamctl::cli
