// One operation at work: what it was asked, by whom, on what, and what comes of it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/random.h"
#include "emulator/operations/reader.h"
#include "emulator/state/app.h"
#include "emulator/state/auth.h"
#include "emulator/state/event.h"
#include "emulator/state/failure.h"
#include "emulator/state/rate_limits.h"
#include "emulator/state/store.h"
#include "emulator/state/target.h"

namespace streamctl::emulator {

using Parameters = std::map<std::string, std::string, std::less<>>;

/// What an operation works on.
struct World {
  Store& store;
  App& app;
  Authority& authority;
  RateLimits& limits;
  Random& random;
  WallTime now;
};

struct Turn {
  World& world;
  const Caller& caller;
  const Parameters& path;
  const Target& target;
  const Json& body;
  Outcome& outcome;

  [[nodiscard]] bool is_server() const { return caller.kind == Caller::Kind::server; }
  [[nodiscard]] bool is_user() const { return caller.kind == Caller::Kind::user; }
  [[nodiscard]] std::string cid() const;

  /// The call the path names: 404, or 403 where the caller is blocked from it or their token is not
  /// for it.
  [[nodiscard]] Found<Call> call() const;
  /// Who acts: the token's user; of a server whom the body names, as `id_field` or, made on the
  /// way, as the object `object_field`. 404 code 16 where there is no such user.
  [[nodiscard]] Found<User> actor(const char* id_field = "user_id",
                                  const char* object_field = "user") const;
  /// The user of that id, or 404.
  [[nodiscard]] Found<User> user(const std::string& id) const;
  /// Whether the token is good for that call.
  [[nodiscard]] bool allows(const std::string& call_cid) const;
  /// The caller watches that call from now on, where they named a connection.
  void watch(const std::string& call_cid) const;
};

/// An event about a call happens now; `fields` are those beside type, created_at and call_cid.
/// Types that Stream sends to every member go to them too. Source: Stream docs, "Events", who
/// receives what.
Event call_event(std::string type, const Call& call, WallTime now, Json fields);
/// The same, for these users alone.
Event call_event_for(std::vector<std::string> user_ids, std::string type, const Call& call,
                     WallTime now, Json fields);
/// An event about a user, to their own sockets.
Event user_event(std::string type, const User& user, WallTime now, Json fields);

/// Makes or changes the user a UserRequest tells of.
Found<User> upsert_user(World& world, const Json& request);

}  // namespace streamctl::emulator
