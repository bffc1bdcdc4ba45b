// The user who watches calls over a WebSocket, and the token: for the commands that do.
#pragma once

#include <optional>
#include <string>

#include "context.h"
#include "core/result.h"
#include "core/secret.h"
#include "stream/realtime.h"
#include "stream/request.h"

namespace streamctl::cli {

class Arguments;

struct WatcherOptions {
  std::string user_id;
  std::string token;  ///< The name of a file.
};

/// --user-id, --token.
void declare_watcher(Arguments& arguments, WatcherOptions& options);

struct Watcher {
  stream::Access access;  ///< The token is given, or made from `secret` for each connection.
  Secret secret;          ///< Empty: only the token is available.
  std::string user_id;
};

/// `ca_certificate` is trusted for the API; may be empty. Kind usage, config or refused: a token
/// that is invalid in itself.
Result<Watcher> resolve_watcher(const WatcherOptions& options, const std::string& ca_certificate,
                                Context& context);

/// The watcher's session with Stream.
stream::RealtimeOptions realtime_options(const Watcher& watcher, const Context& context);

/// A token for the next connection; nothing if the only one was `stale`.
std::optional<Secret> token_of(const Watcher& watcher, bool stale, const Context& context);

}  // namespace streamctl::cli
