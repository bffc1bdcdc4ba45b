// What goes wrong between a WebSocket of ours and its server, in our words.
#pragma once

#include <cstdint>
#include <string>

#include <boost/system/error_code.hpp>

namespace streamctl::net {

/// "connection refused".
std::string words_of_connecting(const boost::system::error_code& error);
/// Of a TLS handshake that did not fail for the certificate.
std::string words_of_tls(const boost::system::error_code& error);
/// "the answer is no WebSocket handshake: bad version".
std::string words_of_handshake(const boost::system::error_code& error);
/// "it sent a message that is not UTF-8"; of 1006 what `error` says: "connection reset by peer".
std::string words_of_ending(std::uint16_t code, const boost::system::error_code& error);

}  // namespace streamctl::net
