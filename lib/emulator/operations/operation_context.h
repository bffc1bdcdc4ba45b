// The input and output of one operation.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

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
  std::string_view operation = {};  ///< "GetCall"; empty outside requests.

  [[nodiscard]] bool is_server() const { return caller.kind == Caller::Kind::server; }
  [[nodiscard]] bool is_user() const { return caller.kind == Caller::Kind::user; }
  [[nodiscard]] std::string cid() const;

  /// 404 if the path names a call type that does not exist.
  [[nodiscard]] Result<void, Failure> check_call_type() const;
  /// The call that the path names. 404 if it or its type does not exist; 403 if the caller is
  /// blocked from it, has a call token for other calls, or lacks the permission of the operation.
  [[nodiscard]] Result<Call&, Failure> call() const;
  /// The acting user: that of the token or, for a server, the one that the body names by id in
  /// `id_field` or as an object in `object_field`, which is upserted. 404 if the user does not
  /// exist.
  [[nodiscard]] Result<User&, Failure> actor(const char* id_field = "user_id",
                                             const char* object_field = "user") const;
  /// The user with that id, or 404.
  [[nodiscard]] Result<User&, Failure> user(const std::string& id) const;
  /// 404 if the user does not exist, and 403 unless the caller has a permission in a call of the
  /// type that the path names, or, for null, outside calls. Servers have all of them, as everybody
  /// has with `disable_permissions_checks`.
  [[nodiscard]] Result<void, Failure> require(std::string_view permission, const Call* call) const;
  /// Whether a query may show the caller a call: one that call() would return for GetCall.
  [[nodiscard]] bool may_see(const Call& call) const;
  /// Whether the token is valid for that call.
  [[nodiscard]] bool allows(const std::string& call_cid) const;
  /// A string of the body, of which the specification has been checked; empty if it is absent.
  [[nodiscard]] std::string text(const char* name) const { return text_at(body, name); }
  [[nodiscard]] bool flag(const char* name) const;
  /// An array of strings; empty if it is absent.
  [[nodiscard]] std::vector<std::string> texts(const char* name) const;
  /// Another value of the body; null if it is absent.
  [[nodiscard]] const Json& value(const char* name) const;
  /// A parameter of the query, as its type; null if it is absent.
  [[nodiscard]] Json query(const char* name) const;

  /// Keeps a record, see Records; 413 if the store is full.
  [[nodiscard]] Result<void, Failure> keep(const char* kind, const std::string& id,
                                           Json record) const;

  /// Subscribes the connection that the request names, if any, to a call.
  void watch(const std::string& call_cid) const;
};

}  // namespace streamctl::emulator
