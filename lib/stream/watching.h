// Watching calls: the REST requests that tell Stream what a connection wants to hear of.
#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/call_id.h"
#include "core/clock.h"
#include "core/json.h"
#include "core/random.h"
#include "stream/client.h"

namespace streamctl::stream {

/// Calls by name, or all that a query finds.
struct WatchPlan {
  std::vector<CallId> calls;
  bool create = false;        ///< Makes those that do not exist.
  std::optional<Json> query;  ///< QueryCalls' filter_conditions, instead of `calls`.
};

/// What came of watching.
struct Watched {
  std::size_t calls = 0;         ///< Watched so far.
  std::optional<Error> failure;  ///< Why no more are.
  bool is_final = false;         ///< The same would fail again: no such call, not allowed.
  bool is_foreign = false;       ///< The answer was not Stream's: something stands between.
};

/// Pages of a query that are asked for; beyond them calls stay unwatched, which is a failure.
constexpr std::size_t query_pages_max = 100;

/// What asking takes.
struct WatchParts {
  Access access;  ///< With the token of the user whose connection it is.
  Client::Observer observer;
  const Clock& clock;
  Random& random;
};

/// Watches all of `plan` for the connection `connection_id`. Waits for each answer, or for `stop`.
Watched watch_calls(const WatchPlan& plan, const std::string& connection_id, WatchParts parts,
                    const std::stop_token& stop);

}  // namespace streamctl::stream
