// A server whose sockets echo each message.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "net/raw_web_socket.h"
#include "net/running_server.h"
#include "net/websocket/web_socket.h"

namespace streamctl::testing {

inline std::shared_ptr<const std::string> shared(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

inline Frame from_server(Opcode opcode, std::string payload) {
  return {opcode, std::move(payload), true, false};
}

class EchoServer {
 public:
  explicit EchoServer(net::WebSocketLimits limits = {}, net::ServerOptions options = {},
                      std::chrono::nanoseconds grace = std::chrono::seconds{5})
      : limits_(limits), running_({.request = handler()}, std::move(options), grace) {}

  RunningServer& running() { return running_; }
  [[nodiscard]] std::uint16_t port() const { return running_.port(); }

  /// The code of the socket that closes next.
  std::uint16_t next_code() {
    const std::size_t index = codes_seen_++;
    if (!closed_.reached(index + 1)) return 0;
    const std::lock_guard lock{mutex_};
    return codes_[index];
  }
  std::size_t closed() { return closed_.value(); }
  bool opened(std::size_t count) { return opened_.reached(count); }
  /// On the loop, with the socket opened `index`th.
  template <class Task>
  void with(std::size_t index, Task task) {
    running_.server().post([this, index, task] { task(*sockets_.at(index)); });
  }

 private:
  std::function<void(net::Request&&, net::Exchange)> handler() {
    return [this](net::Request&& request, net::Exchange exchange) {
      const std::size_t index = sockets_.size();
      auto socket = net::upgrade(
          std::move(exchange), request,
          {.message = [this, index](
                          std::string&& text) { sockets_[index]->send(shared(std::move(text))); },
           .closed =
               [this](std::uint16_t code) {
                 {
                   const std::lock_guard lock{mutex_};
                   codes_.push_back(code);
                 }
                 closed_.add();
               }},
          limits_);
      if (!socket) return;
      sockets_.push_back(std::move(socket));
      opened_.add();
    };
  }

  const net::WebSocketLimits limits_;
  std::mutex mutex_;
  std::vector<std::uint16_t> codes_;
  std::size_t codes_seen_ = 0;
  Counter opened_;
  Counter closed_;
  std::vector<std::shared_ptr<net::WebSocket>> sockets_;  ///< Owned by the loop.
  RunningServer running_;
};

}  // namespace streamctl::testing
