// A call's name.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl::stream {

constexpr std::size_t call_cid_bytes_max = 512;

/// "default:standup" taken apart.
struct CallId {
  std::string type;
  std::string id;

  [[nodiscard]] std::string cid() const { return type + ":" + id; }
  /// "/video/call/default/standup", each part percent-encoded.
  [[nodiscard]] std::string path() const;
  bool operator==(const CallId&) const = default;
};

/// Kind usage: "'standup' is no call".
Result<CallId> parse_call_id(std::string_view cid);

}  // namespace streamctl::stream
