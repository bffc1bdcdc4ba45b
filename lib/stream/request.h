// What a request to Stream's API looks like on the wire. Pure.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/secret.h"
#include "net/http_client/http_client.h"

namespace streamctl::stream {

/// What we call ourselves: X-Stream-Client.
inline constexpr std::string_view client_name = "stream-cpp-streamctl-" STREAMCTL_VERSION;

/// Stream serves the same operations twice: to backends below /api/v2, where times are whole
/// nanoseconds, and to apps below /video, where they are RFC 3339.
enum class Surface { server, client };

/// Where the API is and who asks.
struct Access {
  std::string base_url = "https://video.stream-io-api.com";
  std::string api_key;
  Secret token;  ///< A JWT. Empty: an anonymous request.
  Surface surface = Surface::server;
  net::Trust trust;
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
  std::chrono::nanoseconds timeout = std::chrono::seconds{30};  ///< As Stream's Go and Python SDKs.
};

/// One operation of the API.
struct Operation {
  std::string method = "GET";
  std::string path;  ///< Without the surface: "/app", "/video/call/default/standup/event". Encoded.
  std::vector<std::pair<std::string, std::string>> query;  ///< Not encoded.
  std::shared_ptr<const std::string> body;                 ///< JSON, or null for none.
};

/// An Operation with a body.
Operation operation(std::string method, std::string path, const Json& body);

/// The root as requests use it: without a slash at its end, and without the "/video" of the URL
/// that Stream's JavaScript client is given. Refuses what is no absolute http(s) URL, and a query
/// or fragment. Kind config.
Result<std::string> normal_base_url(const std::string& url);

/// The whole request: `api_key` in the query; the bare JWT in Authorization; stream-auth-type;
/// X-Stream-Client; `request_id` as x-client-request-id. `access.base_url` is normal.
net::HttpRequest http_request(const Access& access, const Operation& operation,
                              std::string request_id);

/// Its URL without the query, as messages name it.
std::string url_shown(const Access& access, const Operation& operation);

}  // namespace streamctl::stream
