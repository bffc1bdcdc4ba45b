// Maps Beast's WebSocket errors to close codes (RFC 6455 section 7.4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <boost/beast/websocket/error.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "net/websocket/close_code.h"

namespace streamctl::net {

/// Returns the code of a failed operation: the peer's if it closed, the fault's if Beast closed,
/// else 1006.
std::uint16_t close_code_of(const boost::system::error_code& error,
                            const boost::beast::websocket::close_reason& reason);

/// Builds a close frame's content: the reason is cut to 123 bytes at a character boundary.
boost::beast::websocket::close_reason close_reason_of(std::uint16_t code, std::string_view reason);

}  // namespace streamctl::net
