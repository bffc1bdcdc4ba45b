#include "net/websocket/proxy_tunnel.h"

#include <memory>
#include <utility>  // Before Beast: 1.74 uses std::exchange without it.

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "core/encoding.h"
#include "net/websocket/web_socket_words.h"

namespace streamctl::net {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t answer_bytes_max = std::size_t{16} * 1024;

struct Asking {
  http::request<http::empty_body> request;
  http::response_parser<http::empty_body> answer;
  boost::beast::flat_buffer buffer{answer_bytes_max};
};

std::string fault_of(const Asking& asking, const Proxy& proxy) {
  const unsigned status = asking.answer.get().result_int();
  if (status < 200 || status > 299) return refusal_text(proxy, status);
  // The host behind the proxy does not send before we do.
  return asking.buffer.size() == 0
             ? ""
             : "the proxy " + proxy.shown() + " answered what is no answer to CONNECT";
}

}  // namespace

void open_tunnel(boost::asio::ip::tcp::socket& socket, const Proxy& proxy,
                 const std::string& authority, std::function<void(std::string)> done) {
  auto asking = std::make_shared<Asking>();
  asking->request = {http::verb::connect, authority, 11};
  asking->request.set(http::field::host, authority);
  if (!proxy.credentials.empty()) {
    asking->request.set(http::field::proxy_authorization,
                        "Basic " + base64_text(proxy.credentials, Base64::standard));
  }
  asking->answer.skip(true);  // The tunnel starts after the header fields.
  const auto answered = [asking, &proxy, done = std::move(done)](const error_code& error,
                                                                 std::size_t) {
    done(error ? "the proxy " + proxy.shown() + ": " + words_of_connecting(error)
               : fault_of(*asking, proxy));
  };
  http::async_write(socket, asking->request,
                    [asking, &socket, answered](const error_code& error, std::size_t) {
                      if (error) return answered(error, 0);
                      http::async_read_header(socket, asking->buffer, asking->answer, answered);
                    });
}

}  // namespace streamctl::net
