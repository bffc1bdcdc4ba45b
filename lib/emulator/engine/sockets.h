// The WebSocket side of the state: who connects, and the frames that the emulator sends itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "emulator/state/dates.h"
#include "emulator/state/event.h"
#include "emulator/state/failure.h"
#include "emulator/state/state.h"

namespace streamctl::emulator {

/// Why an open connection has to close: its token has expired or was revoked, or its user was
/// deactivated or deleted.
std::optional<Failure> why_closed(const State& state, const Connection& connection);

/// The answer to the first frame of a socket.
// NOLINTNEXTLINE(bugprone-exception-escape): moving a Json throws nothing.
struct Greeting {
  Json first;               ///< The first frame back: connection.ok or connection.error.
  bool is_welcome = false;  ///< If false, the socket is closed with 1000.
  std::optional<Failure> why_refused;
  std::string connection_id;
  std::string user_id;
  Outcome outcome;
};

/// Handles the first frame of a socket (`{"token", "products", "user_details"}`): creates or
/// updates its user and registers the connection under `handle`, which has never been used before.
Greeting greet(State& state, Handle handle, std::string_view frame, const std::string& api_key,
               DateForm dates);

/// A connection.error for `failure`.
Greeting refusal(const State& state, const Failure& failure, DateForm dates);

/// Forgets a connection; those who joined sessions with it leave them.
Outcome remove_connection(State& state, Handle handle);

/// The heartbeat that the emulator sends.
Json health_check(const State& state, const std::string& connection_id, DateForm dates);

}  // namespace streamctl::emulator
