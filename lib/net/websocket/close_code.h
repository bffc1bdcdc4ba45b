// The codes with which WebSockets close: RFC 6455 section 7.4.1.
#pragma once

#include <cstdint>

namespace streamctl::net::close_code {

constexpr std::uint16_t normal = 1000;
constexpr std::uint16_t going_away = 1001;
constexpr std::uint16_t protocol_error = 1002;
constexpr std::uint16_t unsupported = 1003;
constexpr std::uint16_t none = 1005;      ///< Never sent: the peer gave no code.
constexpr std::uint16_t abnormal = 1006;  ///< Never sent: no closing handshake.
constexpr std::uint16_t not_utf8 = 1007;
constexpr std::uint16_t policy = 1008;
constexpr std::uint16_t too_large = 1009;

}  // namespace streamctl::net::close_code
