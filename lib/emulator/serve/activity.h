// What the emulator reports while it runs: the lines of its log and of `--output json`.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/clock.h"
#include "core/json.h"
#include "delivery/report.h"

namespace streamctl::emulator {

// Texts of clients are kept unchanged: to_json() makes them printable, and so must any other
// output.

/// A request to the API, or one refused before any operation saw it.
struct RequestActivity {
  WallTime at;
  std::string method;
  std::string path;       ///< Without its query; still percent-encoded.
  std::string operation;  ///< "GetCall"; empty if there is none.
  std::string user_id;    ///< The caller; empty for a server and if unknown.
  unsigned status = 200;
  std::chrono::nanoseconds duration{};
  std::vector<std::string> events;  ///< Types, in the order in which they are sent.
  std::string error;                ///< Empty if it succeeded.
  bool operator==(const RequestActivity&) const = default;
};

/// A socket that was connected, refused or closed.
struct SocketActivity {
  enum class Kind { connected, refused, closed };
  Kind kind = Kind::connected;
  WallTime at;
  std::string user_id;        ///< Empty if unknown.
  std::string connection_id;  ///< Empty before connection.ok.
  int code = 0;               ///< Closed: the close code. Refused: that of the API error.
  std::string error;          ///< Refused: why.
  bool operator==(const SocketActivity&) const = default;
};

/// An event delivered to a hook, or given up.
struct DeliveryActivity {
  delivery::Delivery delivery;
  std::string url;
  bool operator==(const DeliveryActivity&) const = default;
};

/// An event that was not queued for a hook.
struct DroppedActivity {
  WallTime at;
  std::string type;
  std::string url;
  std::string error;
  bool operator==(const DroppedActivity&) const = default;
};

using Activity = std::variant<RequestActivity, SocketActivity, DeliveryActivity, DroppedActivity>;

/// The line of the contract: `kind` is "request", "socket", "delivery" or "dropped".
Json to_json(const Activity& activity);

/// Reads such a line, for a client of `/_emulator/log`. Missing or mistyped fields keep their
/// defaults; of a delivery's attempts the times, outcome, status and error are read. Nothing for
/// another kind.
std::optional<Activity> read_activity(const Json& line);

}  // namespace streamctl::emulator
