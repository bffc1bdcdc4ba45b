// A WebSocket client that sends valid and invalid frames unchanged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/running_server.h"

namespace streamctl::testing {

enum class Opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10
};

struct Frame {
  Opcode opcode = Opcode::text;
  std::string payload;
  bool last = true;
  bool masked = true;
  bool reserved = false;  ///< RSV1, without a negotiated extension.
  bool operator==(const Frame&) const = default;
};

/// RFC 6455 section 5.2, by hand.
std::string bytes_of(const Frame& frame);
/// The payload of a close frame.
std::string close_payload(std::uint16_t code, std::string_view reason = "");

/// The handshake of RFC 6455 section 1.3.
std::string handshake(std::string_view more = "");

class RawWebSocket {
 public:
  /// Performs the handshake; a failure fails the test.
  explicit RawWebSocket(std::uint16_t port);

  void send(const Frame& frame) { client_.send(bytes_of(frame)); }
  void send_text(std::string text) { send({Opcode::text, std::move(text)}); }
  /// The next frame; a close frame with code 1006 when the connection ends instead.
  Frame next();
  /// Waits for a close frame, skipping others; returns its code, or 1006 if none arrives.
  std::uint16_t closed();
  RawClient& client() { return client_; }

 private:
  RawClient client_;
};

}  // namespace streamctl::testing
