#include "net/websocket/web_socket_client.h"

#include <exception>
#include <string>
#include <thread>
#include <utility>

#include "net/tls/tls_client.h"
#include "net/websocket/web_socket_wire.h"

namespace streamctl::net {
namespace {

class ThreadedClient final : public WebSocketClient {
 public:
  explicit ThreadedClient(std::unique_ptr<WebSocketWire> wire)
      : wire_(std::move(wire)), thread_([this] { wire_->run(); }) {}
  ThreadedClient(const ThreadedClient&) = delete;
  ThreadedClient& operator=(const ThreadedClient&) = delete;

  ~ThreadedClient() override {
    wire_->stop();
    thread_.join();
    if (!wire_->resolving()) return;
    // getaddrinfo() cannot be interrupted: detach it.
    std::thread([left = std::move(wire_)]() mutable { left.reset(); }).detach();
  }

  void send(std::string text) override { wire_->send(std::move(text)); }
  void close(std::uint16_t code, std::string reason) override {
    wire_->close(code, std::move(reason));
  }

 private:
  std::unique_ptr<WebSocketWire> wire_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<WebSocketClient>> WebSocketClient::connect(WebSocketRequest request,
                                                                  Receive receive) {
  TlsContext tls;
  if (request.url.tls) {
    auto made = make_client_tls_context(request.trust);
    if (!made) return std::move(made).error();
    tls = *std::move(made);
  }
  try {
    auto wire = WebSocketWire::make(std::move(request), std::move(receive), std::move(tls));
    return std::unique_ptr<WebSocketClient>{std::make_unique<ThreadedClient>(std::move(wire))};
  } catch (const std::exception& error) {
    return internal_error(std::string{"cannot set up a connection: "} + error.what());
  }
}

}  // namespace streamctl::net
