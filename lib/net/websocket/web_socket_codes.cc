#include "net/websocket/web_socket_codes.h"

#include <utility>  // Before Beast: 1.74 uses std::exchange without it.

#include "core/text.h"

namespace streamctl::net {
namespace {

namespace websocket = boost::beast::websocket;

/// Limit for the reason in a control frame (RFC 6455 section 5.5), after the code.
constexpr std::size_t reason_bytes_max = 123;

}  // namespace

std::uint16_t close_code_of(const boost::system::error_code& error,
                            const websocket::close_reason& reason) {
  if (error == websocket::error::closed) {
    return reason.code == websocket::close_code::none ? close_code::none : reason.code;
  }
  if (error == websocket::error::message_too_big) return close_code::too_large;
  if (error == websocket::error::bad_frame_payload) return close_code::not_utf8;
  if (error == websocket::condition::protocol_violation) return close_code::protocol_error;
  return close_code::abnormal;
}

websocket::close_reason close_reason_of(std::uint16_t code, std::string_view reason) {
  const auto cut = cut_to_bytes(reason, reason_bytes_max);
  return {static_cast<websocket::close_code>(code),
          boost::beast::string_view{cut.data(), cut.size()}};
}

}  // namespace streamctl::net
