#include "stream/request.h"

#include "core/encoding.h"
#include "net/http_client/typed_url.h"

namespace streamctl::stream {
Operation operation(std::string method, std::string path, const Json& body) {
  Operation made;
  made.method = std::move(method);
  made.path = std::move(path);
  made.body = std::make_shared<const std::string>(json_line(body));
  return made;
}

Result<std::string> normal_base_url(const std::string& url) {
  auto read = net::read_url(url);
  if (!read) {
    Error error = std::move(read).error().in("base URL");
    error.kind = ErrorKind::config;
    return error;
  }
  if (url.find_first_of("?#") != std::string::npos)
    return config_error("base URL: '" + url + "' holds a query or a fragment",
                        "write it as https://HOST");
  std::string normal = *std::move(read);
  const auto drop_slashes = [&] {
    while (normal.ends_with('/'))
      normal.pop_back();
  };
  drop_slashes();
  constexpr std::string_view javascript = "/video";
  if (normal.ends_with(javascript)) normal.erase(normal.size() - javascript.size());
  drop_slashes();
  return normal;
}

std::string url_shown(const Access& access, const Operation& operation) {
  return access.base_url + (access.surface == Surface::server ? "/api/v2" : "") + operation.path;
}

net::HttpRequest http_request(const Access& access, const Operation& operation,
                              std::string request_id) {
  net::HttpRequest request;
  request.method = operation.method;
  request.url = url_shown(access, operation) + "?api_key=" + percent_encoded(access.api_key);
  for (const auto& [name, value] : operation.query)
    request.url += "&" + percent_encoded(name) + "=" + percent_encoded(value);
  if (!access.token.empty())
    request.headers.add("Authorization", std::string(access.token.reveal()));
  request.headers.add("stream-auth-type", access.token.empty() ? "anonymous" : "jwt");
  request.headers.add("X-Stream-Client", std::string(client_name));
  request.headers.add("x-client-request-id", std::move(request_id));
  request.headers.add("Accept", "application/json");
  if (operation.body != nullptr) request.headers.add("Content-Type", "application/json");
  request.body = operation.body;
  request.trust = access.trust;
  request.connect_timeout = access.connect_timeout;
  request.timeout = access.timeout;
  request.response_bytes_max = operation.answer_bytes_max;
  return request;
}

}  // namespace streamctl::stream
