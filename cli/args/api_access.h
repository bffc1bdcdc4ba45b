// How commands call Stream's API: credentials from the settings, messages on standard error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "context.h"
#include "core/result.h"
#include "net/http_client/proxy.h"
#include "stream/client.h"

namespace streamctl::cli {

/// Access as a backend: the key and a server token. Kind config: no key, no secret, a bad URL.
Result<stream::Access> server_access(Context& context);

/// Access as an app: the key and a token of `user_id`, on the client-side API.
Result<stream::Access> user_access(const std::string& user_id, Context& context);

/// The user who acts: `given`, else the profile's user_id, else "streamctl".
std::string acting_user(const std::string& given, const Settings& settings);

/// Creates those of `ids` that do not exist, and tells which, unless quiet.
Result<void> create_users(const std::vector<std::string>& ids, stream::Client& client,
                          Context& context);

/// The normalized base URL of the settings; the error names its source. Kind config.
Result<std::string> base_url_of(const Settings& settings);

/// The proxy that the environment sets for the API at `base_url`, as libcurl chooses it.
std::optional<net::Proxy> proxy_of(const std::string& base_url, const Context& context);

/// Reports each exchange with --verbose, and each rate-limit wait unless quiet, on `context.err`.
stream::Client::Observer api_observer(Context& context);

/// A client for one operation at a time.
stream::Client make_client(stream::Access access, Context& context);

/// The result of a command that failed with `error`: the exit code of the signal that stopped it,
/// else the error.
Result<int> ended(Error error, Context& context);

}  // namespace streamctl::cli
