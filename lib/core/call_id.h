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

}  // namespace streamctl
