#include "net/websocket/web_socket_words.h"

#include <utility>  // Before Beast: 1.74 uses std::exchange without it.

#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/websocket/error.hpp>

#include "core/text.h"
#include "net/tls/tls_client.h"
#include "net/websocket/web_socket_codes.h"

namespace streamctl::net {
namespace {

namespace error_of = boost::asio::error;
using boost::system::error_code;

/// "Connection refused" in the middle of a sentence.
std::string plain(const error_code& error) {
  std::string text = printable(error.message());
  if (text.size() > 1 && text[1] >= 'a' && text[1] <= 'z')
    text.replace(0, 1, lower_ascii(text.substr(0, 1)));
  return text;
}

bool is_end(const error_code& error) {
  return error == error_of::eof || error == error_of::connection_reset ||
         error == error_of::broken_pipe || error == boost::beast::http::error::end_of_stream ||
         error == boost::beast::http::error::partial_message;
}

}  // namespace

std::string words_of_connecting(const error_code& error) {
  return plain(error);
}

std::string words_of_tls(const error_code& error) {
  if (is_end(error)) return "TLS handshake failed: the server closed the connection";
  const std::string fault = handshake_fault(error.message());
  return "TLS handshake failed: " + (fault.empty() ? plain(error) : fault);
}

std::string words_of_handshake(const error_code& error) {
  if (is_end(error)) return "the server closed the connection during the WebSocket handshake";
  return "the answer is no WebSocket handshake: " + plain(error);
}

std::string words_of_ending(std::uint16_t code, const error_code& error) {
  switch (code) {
    case close_code::protocol_error:
      return "it broke the WebSocket protocol: " + plain(error);
    case close_code::unsupported:
      return "it sent a binary message";
    case close_code::not_utf8:
      return "it sent a message that is not UTF-8";
    case close_code::too_large:
      return "it sent a message that is too large";
    default:
      return is_end(error) ? "the connection was lost" : plain(error);
  }
}

}  // namespace streamctl::net
