#include "net/websocket/web_socket.h"

#include <optional>
#include <utility>

#include "core/encoding.h"
#include "core/text.h"

namespace streamctl::net {
namespace {

constexpr std::size_t key_bytes = 16;

/// Whether a list field, on one or more lines, contains `word`.
bool lists(const Headers& headers, std::string_view name, std::string_view word) {
  for (const Header& field : headers) {
    if (!equals_ignoring_case(field.name, name)) continue;
    for (const std::string_view part : split(field.value, ',')) {
      if (equals_ignoring_case(trimmed(part), word)) return true;
    }
  }
  return false;
}

Response refusal(unsigned status, std::string_view why) {
  return {status, {{"Content-Type", "text/plain"}}, std::string{why} + "\n"};
}

/// Returns the error response to an invalid handshake.
std::optional<Response> fault_of(const Request& request) {
  const Headers& headers = request.headers;
  if (!is_web_socket_request(request)) return refusal(400, "no WebSocket handshake");
  if (!lists(headers, "Connection", "upgrade")) {
    return refusal(400, "a WebSocket handshake needs 'Connection: Upgrade'");
  }
  const std::string* version = headers.find("Sec-WebSocket-Version");
  if (version == nullptr || *version != "13") {
    Response response = refusal(426, "only version 13 of the WebSocket protocol");
    response.headers.add("Upgrade", "websocket");
    response.headers.add("Sec-WebSocket-Version", "13");
    return response;
  }
  const std::string* key = headers.find("Sec-WebSocket-Key");
  const auto bytes = key == nullptr ? std::nullopt : base64_bytes(*key);
  if (!bytes || bytes->size() != key_bytes || headers.count("Sec-WebSocket-Key") != 1) {
    return refusal(400, "a WebSocket handshake needs one Sec-WebSocket-Key of 16 bytes in base64");
  }
  if (!request.body.empty()) return refusal(400, "a WebSocket handshake has no body");
  return std::nullopt;
}

}  // namespace

bool is_web_socket_request(const Request& request) {
  return request.method == "GET" && lists(request.headers, "Upgrade", "websocket");
}

std::shared_ptr<WebSocket> upgrade(Exchange exchange, const Request& request,
                                   WebSocketHandlers handlers, WebSocketLimits limits) {
  if (auto fault = fault_of(request)) {
    exchange.answer(*std::move(fault));
    return nullptr;
  }
  const auto peer = std::exchange(exchange.peer_, nullptr);
  return peer ? peer->switch_over(request, std::move(handlers), limits) : nullptr;
}

std::shared_ptr<WebSocket> Exchange::Peer::switch_over(const Request& /*request*/,
                                                       WebSocketHandlers&& /*handlers*/,
                                                       const WebSocketLimits& /*limits*/) {
  answer(refusal(501, "no WebSocket here"));
  return nullptr;
}

}  // namespace streamctl::net
