// The input and output of one operation.
#pragma once

#include <map>
#include <string>

#include "core/json.h"
#include "emulator/state/event.h"
#include "emulator/state/failure.h"
#include "emulator/state/request_target.h"
#include "emulator/state/state.h"

namespace streamctl::emulator {

/// The parameters of a route by name, decoded: {"type": "default", "id": "standup"}.
using Parameters = std::map<std::string, std::string, std::less<>>;

struct OperationContext {
  State& state;
  const Caller& caller;
  const Parameters& path;
  const RequestTarget& target;
  const Json& body;  ///< An object, or null.
  Outcome& outcome;

  [[nodiscard]] bool is_server() const { return caller.kind == Caller::Kind::server; }
  [[nodiscard]] bool is_user() const { return caller.kind == Caller::Kind::user; }
  [[nodiscard]] std::string cid() const;

  /// The call that the path names. 404 if it does not exist; 403 if the caller is blocked from it
  /// or has a call token for other calls.
  [[nodiscard]] Result<Call&, Failure> call() const;
  /// The acting user: that of the token or, for a server, the one that the body names by id in
  /// `id_field` or as an object in `object_field`, which is upserted. 404 if the user does not
  /// exist.
  [[nodiscard]] Result<User&, Failure> actor(const char* id_field = "user_id",
                                             const char* object_field = "user") const;
  /// The user with that id, or 404.
  [[nodiscard]] Result<User&, Failure> user(const std::string& id) const;
  /// Whether the token is valid for that call.
  [[nodiscard]] bool allows(const std::string& call_cid) const;
  /// Subscribes the connection that the request names, if any, to a call.
  void watch(const std::string& call_cid) const;
};

}  // namespace streamctl::emulator
