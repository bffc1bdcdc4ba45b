// Client bytes after the handshake of a server WebSocket yield whole messages of valid UTF-8, and
// exactly one end.
#include <memory>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "core/text.h"
#include "fuzz.h"
#include "net/http_server/connection.h"
#include "net/websocket/web_socket_session.h"

using namespace streamctl;

namespace {

/// The socket buffers this much while the peer reads nothing.
constexpr std::size_t input_bytes_max = 32 * 1024;
constexpr std::size_t message_bytes_max = 1000;

class Loop final : public net::ConnectionShared {
 public:
  Loop() : ConnectionShared({}, {}) {}
  void closed(net::Connection&) override {}
};

net::Request handshake() {
  net::Request request;
  request.method = "GET";
  request.target = "/";
  request.headers = {{"Host", "x"}, {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > input_bytes_max) return 0;
  int ends[2] = {};
  must(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
  const FileDescriptor client{ends[0]};
  must(::send(client.get(), data, size, MSG_NOSIGNAL) == static_cast<ssize_t>(size));
  ::shutdown(client.get(), SHUT_WR);

  int closed = 0;
  {
    Loop loop;
    net::WebSocketHandlers handlers;
    handlers.message = [&](std::string&& text) {
      must(closed == 0 && is_utf8(text) && text.size() <= message_bytes_max);
    };
    handlers.closed = [&](std::uint16_t) { ++closed; };
    const net::Request request = handshake();
    const net::NewWebSocket made = net::begin_web_socket(
        {loop, FileDescriptor{ends[1]}, {}, request, std::move(handlers), {message_bytes_max}});
    must(made.session != nullptr);
    loop.loop.run();  // Runs until no work is pending.
  }
  must(closed == 1);
  return 0;
}
