// The name of a call: its type and its id.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl {

constexpr std::size_t call_cid_bytes_max = 512;

/// The two parts of "default:standup".
struct CallId {
  std::string type;
  std::string id;

  [[nodiscard]] std::string cid() const { return type + ":" + id; }
  /// "/video/call/default/standup", each part percent-encoded.
  [[nodiscard]] std::string path() const;
  bool operator==(const CallId&) const = default;
};

/// Reads a CID: UTF-8 of at most `call_cid_bytes_max` bytes, with exactly one colon between two
/// parts that are not empty. Neither part is "." or "..", which would change the path of a URL.
/// Kind usage: "'standup' is no call".
Result<CallId> parse_call_id(std::string_view cid);

/// Stream's limit for the type and for the id. Source: GetStream/protocol.
constexpr std::size_t call_part_bytes_max = 64;

/// Whether Stream takes `part` as a call's type or id: at most `call_part_bytes_max` ASCII letters,
/// digits, "-", "_", ".", "!" and "@".
bool is_valid_call_part(std::string_view part);

/// parse_call_id() for a call that must be one that Stream could have made. Kind usage: "'default:a
/// b': the id has a space".
Result<CallId> parse_valid_call_id(std::string_view cid);

}  // namespace streamctl
