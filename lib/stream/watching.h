// Watching calls: REST requests that subscribe a connection to call events.
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

/// The operations that subscribe a connection to calls. Source: Stream docs, "Watching calls".
enum class Via { get, query, join };

/// Calls listed by name, or all that match a query.
struct WatchPlan {
  std::vector<CallId> calls;
  bool create = false;        ///< Creates missing calls.
  Via via = Via::get;         ///< How to watch `calls`.
  std::optional<Json> query;  ///< QueryCalls' filter_conditions, instead of `calls`.
};

/// The result of watching.
struct Watched {
  std::size_t calls = 0;         ///< Watched so far.
  std::optional<Error> failure;  ///< Why the remaining calls are not watched.
  bool is_final = false;         ///< A retry would fail again: no such call, not allowed.
  bool is_foreign = false;  ///< The response did not come from Stream: an intermediary answered.
};

/// Most query pages to request; further calls stay unwatched, which is a failure.
constexpr std::size_t query_pages_max = 100;

/// The dependencies of a watch request.
struct WatchParts {
  Access access;  ///< With the token of the connection's user.
  Client::Observer observer;
  const Clock& clock;
  Random& random;
};

/// Watches all of `plan` for the connection `connection_id`. Blocks until each response, or `stop`.
Watched watch_calls(const WatchPlan& plan, const std::string& connection_id, WatchParts parts,
                    const std::stop_token& stop);

}  // namespace streamctl::stream
