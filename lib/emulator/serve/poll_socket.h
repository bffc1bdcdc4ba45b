// Long polling: a client that asks for its events by requests, in the place of a socket.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "net/http_server/server.h"
#include "net/websocket/web_socket.h"

namespace streamctl::emulator {

/// A poll without an event is answered after this time. Source: GetStream/stream-chat-js.
constexpr std::chrono::seconds poll_wait{20};
/// A client that does not poll for this long has gone.
constexpr std::chrono::seconds poll_idle{35};

/// The answer to a request of a client that polls, readable by pages of any origin.
net::Response poll_response(unsigned status, std::string body);

/// Keeps events until the client polls. On the server's loop.
class PollSocket final : public net::WebSocket {
 public:
  explicit PollSocket(SteadyTime now) : last_poll_(now) {}

  /// Drops a client that leaves more than `WebSocketLimits::unsent_bytes_max` waiting.
  void send(std::shared_ptr<const std::string> text) override;
  void close(std::uint16_t code, std::string_view reason) override;
  void drop() override;
  void silence() override;
  [[nodiscard]] std::size_t unsent_bytes() const override { return bytes_; }

  /// Answers {"events": […]} with what waits, or once something comes. A poll that still waits is
  /// answered first, without events.
  void poll(net::Exchange exchange, SteadyTime now);
  /// Answers a poll that has waited for `poll_wait`, and drops a client that stopped polling.
  void sweep(SteadyTime now);
  /// The close code, once nothing is left to be polled.
  [[nodiscard]] std::optional<std::uint16_t> over() const;

 private:
  void answer();

  std::deque<std::shared_ptr<const std::string>> texts_;
  std::size_t bytes_ = 0;
  std::optional<net::Exchange> waiting_;
  SteadyTime last_poll_;
  bool is_silent_ = false;
  std::optional<std::uint16_t> code_;  ///< Of the close.
};

}  // namespace streamctl::emulator
