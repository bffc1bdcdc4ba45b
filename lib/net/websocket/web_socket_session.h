// State a server connection hands over when it becomes a WebSocket.
#pragma once

#include <memory>

#include "core/file.h"
#include "net/http_server/connection.h"
#include "net/websocket/web_socket.h"

namespace streamctl::net {

struct WebSocketStart {
  ConnectionShared& shared;
  FileDescriptor socket;  ///< Non-blocking; the next byte starts the first frame.
  std::weak_ptr<Connection> connection;
  const Request& request;  ///< A valid handshake.
  WebSocketHandlers handlers;
  WebSocketLimits limits;
};

struct NewWebSocket {
  std::shared_ptr<Successor> session;  ///< For the connection; null if the loop cannot add it.
  std::shared_ptr<WebSocket> socket;   ///< For the handler.
};

/// Answers the handshake and starts reading.
NewWebSocket begin_web_socket(WebSocketStart start);

}  // namespace streamctl::net
