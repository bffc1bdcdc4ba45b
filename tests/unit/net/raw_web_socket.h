// A WebSocket client that sends frames as they are: right ones and wrong ones.
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
  bool reserved = false;  ///< RSV1, of an extension nobody agreed on.
  bool operator==(const Frame&) const = default;
};

/// RFC 6455 section 5.2, by hand.
std::string bytes_of(const Frame& frame);
/// What a close frame holds.
std::string close_payload(std::uint16_t code, std::string_view reason = "");

/// The handshake of RFC 6455 section 1.3.
std::string handshake(std::string_view more = "");

class RawWebSocket {
 public:
  /// Shakes hands; a failure is the test's.
  explicit RawWebSocket(std::uint16_t port);

  void send(const Frame& frame) { client_.send(bytes_of(frame)); }
  void send_text(std::string text) { send({Opcode::text, std::move(text)}); }
  /// The next frame; a close frame with code 1006 when the connection ends instead.
  Frame next();
  /// Waits for a close frame, passing over others; its code, and 1006 if none comes.
  std::uint16_t closed();
  RawClient& client() { return client_; }

 private:
  RawClient client_;
};

}  // namespace streamctl::testing
