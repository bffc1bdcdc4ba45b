#include "net/raw_web_socket.h"

#include <utility>

#include <gtest/gtest.h>

namespace streamctl::testing {
namespace {

constexpr unsigned abnormal = 1006;

std::string big_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i)
    text += static_cast<char>((value >> (8 * i)) & 0xFF);
  return text;
}

std::uint64_t from_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes)
    value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

}  // namespace

std::string bytes_of(const Frame& frame) {
  const unsigned first = (frame.last ? 0x80U : 0U) | (frame.reserved ? 0x40U : 0U) |
                         static_cast<unsigned>(frame.opcode);
  const unsigned masked = frame.masked ? 0x80U : 0U;
  const std::size_t size = frame.payload.size();
  std::string bytes = big_endian(first, 1);
  if (size < 126) {
    bytes += big_endian(masked | size, 1);
  } else if (size < 65536) {
    bytes += big_endian(masked | 126U, 1) + big_endian(size, 2);
  } else {
    bytes += big_endian(masked | 127U, 1) + big_endian(size, 8);
  }
  if (!frame.masked) return bytes + frame.payload;
  const std::string mask = "\x37\xfa\x21\x3d";
  bytes += mask;
  for (std::size_t i = 0; i < size; ++i)
    bytes += static_cast<char>(frame.payload[i] ^ mask[i % 4]);
  return bytes;
}

std::string close_payload(std::uint16_t code, std::string_view reason) {
  return big_endian(code, 2) + std::string{reason};
}

std::string handshake(std::string_view more) {
  return "GET /chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, "
         "Upgrade\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
         std::string{more} + "\r\n";
}

RawWebSocket::RawWebSocket(std::uint16_t port) : client_(port) {
  client_.send(handshake());
  EXPECT_EQ(client_.answer().status, 101);
}

Frame RawWebSocket::next() {
  const Frame gone{Opcode::close, close_payload(abnormal), true, false};
  const std::string head = client_.take(2);
  if (head.size() < 2) return gone;
  const auto first = static_cast<unsigned char>(head[0]);
  std::uint64_t size = static_cast<unsigned char>(head[1]);
  EXPECT_LT(size, 128) << "a server does not mask";
  if (size == 126) size = from_big_endian(client_.take(2));
  if (size == 127) size = from_big_endian(client_.take(8));
  std::string payload = client_.take(size);
  if (payload.size() < size) return gone;
  return {static_cast<Opcode>(first & 0x0F), std::move(payload), (first & 0x80) != 0, false,
          (first & 0x40) != 0};
}

std::uint16_t RawWebSocket::closed() {
  for (;;) {
    const Frame frame = next();
    if (frame.opcode != Opcode::close) continue;
    return frame.payload.size() < 2
               ? 1005
               : static_cast<std::uint16_t>(from_big_endian(frame.payload.substr(0, 2)));
  }
}

}  // namespace streamctl::testing
