// Describes WebSocket client failures in our words.
#pragma once

#include <cstdint>
#include <string>

#include <boost/system/error_code.hpp>

namespace streamctl::net {

/// "connection refused".
std::string words_of_connecting(const boost::system::error_code& error);
/// Describes a TLS handshake failure not caused by the certificate.
std::string words_of_tls(const boost::system::error_code& error);
/// "the answer is no WebSocket handshake: bad version".
std::string words_of_handshake(const boost::system::error_code& error);
/// "it sent a message that is not UTF-8"; for 1006 the text of `error`: "connection reset by peer".
std::string words_of_ending(std::uint16_t code, const boost::system::error_code& error);

}  // namespace streamctl::net
