// How commands speak with Stream's API: credentials from the settings, words on standard error.
#pragma once

#include <optional>
#include <string>

#include "context.h"
#include "core/result.h"
#include "net/http_client/proxy.h"
#include "stream/client.h"

namespace streamctl::cli {

/// What a backend uses: the key and a server's token. Kind config: no key, no secret, a bad URL.
Result<stream::Access> server_access(Context& context);

/// What an app uses: the key and a token of `user_id`, on the client's surface.
Result<stream::Access> user_access(const std::string& user_id, Context& context);

/// The proxy by which the environment has the API at `base_url` reached, as libcurl finds it.
std::optional<net::Proxy> proxy_of(const std::string& base_url, const Context& context);

/// With --verbose each exchange, and unless quiet each wait for a rate limit, on `context.err`.
stream::Client::Observer api_observer(Context& context);

/// A client for one operation at a time.
stream::Client make_client(stream::Access access, Context& context);

/// What a command that failed with `error` ends with: the code of the signal that stopped it, else
/// the error.
Result<int> ended(Error error, Context& context);

}  // namespace streamctl::cli
