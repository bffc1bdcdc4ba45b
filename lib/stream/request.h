// Builds requests to Stream's API in wire form. Pure.
#pragma once

#include <chrono>
#include <cstddef>
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

/// Our client identifier, sent as X-Stream-Client.
inline constexpr std::string_view client_name = "stream-cpp-streamctl-" STREAMCTL_VERSION;

/// Stream serves the same operations on two surfaces: /api/v2 for backends, with times in whole
/// nanoseconds, and /video for apps, with times in RFC 3339.
enum class Surface { server, client };

/// The API's location and the caller's credentials.
struct Access {
  std::string base_url = "https://video.stream-io-api.com";
  std::string api_key;
  Secret token;  ///< A JWT; empty for an anonymous request.
  Surface surface = Surface::server;
  net::Trust trust;
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
  std::chrono::nanoseconds timeout = std::chrono::seconds{30};  ///< As Stream's Go and Python SDKs.
};

/// A full app configuration is some tens of kilobytes.
constexpr std::size_t answer_bytes_usual = 8 * 1024 * 1024;

/// One operation of the API.
struct Operation {
  std::string method = "GET";
  std::string path;  ///< Without the surface: "/app", "/video/call/default/standup/event". Encoded.
  std::vector<std::pair<std::string, std::string>> query;  ///< Not encoded.
  std::shared_ptr<const std::string> body;                 ///< JSON, or null if there is none.
  std::size_t answer_bytes_max = answer_bytes_usual;
};

/// An Operation with a body.
Operation operation(std::string method, std::string path, const Json& body);

/// Normalizes the base URL: removes a trailing slash and the "/video" suffix used with Stream's
/// JavaScript client. Rejects anything but an absolute http(s) URL, and a query or fragment. Kind
/// config.
Result<std::string> normal_base_url(const std::string& url);

/// Builds the complete request: `api_key` in the query; the bare JWT in Authorization;
/// stream-auth-type; X-Stream-Client; `request_id` as x-client-request-id. `access.base_url` must
/// be normalized.
net::HttpRequest http_request(const Access& access, const Operation& operation,
                              std::string request_id);

/// Returns the URL without the query, for messages.
std::string url_shown(const Access& access, const Operation& operation);

}  // namespace streamctl::stream
