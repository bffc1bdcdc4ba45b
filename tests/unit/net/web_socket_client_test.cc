#include "net/websocket/web_socket_client.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/file.h"
#include "core/queue.h"
#include "net/running_server.h"
#include "net/scripted_peer.h"
#include "net/tls_peer.h"
#include "net/websocket/web_socket.h"
#include "threads.h"

namespace streamctl::net {
namespace {

using namespace std::chrono_literals;
using streamctl::testing::answer;
using streamctl::testing::Certificate;
using streamctl::testing::FullBacklog;
using streamctl::testing::make_authority;
using streamctl::testing::make_certificate;
using streamctl::testing::PeerRequest;
using streamctl::testing::RunningServer;
using streamctl::testing::ScriptedPeer;
using streamctl::testing::Step;
using streamctl::testing::TemporaryDirectory;
using streamctl::testing::TlsPeer;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Kind = WebSocketEvent::Kind;

std::string with_scheme_of_sockets(const std::string& url) {
  return "ws" + url.substr(std::string_view{"http"}.size());
}

/// A client that queues its events for the test.
class Dialled {
 public:
  explicit Dialled(const std::string& url, WebSocketRequest request = {}) {
    auto parsed = parse_web_socket_url(with_scheme_of_sockets(url));
    EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().what);
    request.url = *parsed;
    auto client = WebSocketClient::connect(
        std::move(request), [this](WebSocketEvent&& event) { events_.push(std::move(event)); });
    EXPECT_TRUE(client) << (client ? "" : client.error().what);
    client_ = *std::move(client);
  }

  WebSocketClient& client() { return *client_; }
  void drop() { client_.reset(); }
  WebSocketEvent next() {
    auto event = events_.pop_for(10s);
    EXPECT_TRUE(event) << "no event came";
    return event ? *std::move(event) : WebSocketEvent{};
  }
  bool quiet() { return !events_.pop_for(0ns); }

 private:
  BoundedQueue<WebSocketEvent> events_{1000};
  std::unique_ptr<WebSocketClient> client_;
};

/// Performs the action each text requests: "close:1013", "drop", "x:SIZE"; echoes other texts.
class Server {
 public:
  Server()
      : running_({.request = [this](Request&& request, Exchange exchange) {
          request_ = request;
          auto socket = upgrade(std::move(exchange), request,
                                {.message = [this](std::string&& text) { obey(text); },
                                 .closed = [this](std::uint16_t code) { codes_.push(code); }});
          if (socket) socket_ = std::move(socket);
        }}) {}

  [[nodiscard]] std::string url() { return running_.server().url(); }
  /// Reads nothing until `waited` returns.
  void wait_for(std::function<void()> waited) { running_.server().post(std::move(waited)); }
  std::uint16_t code() { return codes_.pop_for(10s).value_or(0); }
  [[nodiscard]] const Request& request() const { return request_; }  ///< Once it has opened.

 private:
  void obey(const std::string& text) {
    if (text.starts_with("close:")) {
      return socket_->close(static_cast<std::uint16_t>(std::stoul(text.substr(6))), "as asked");
    }
    if (text == "drop") return socket_->drop();
    if (text.starts_with("x:")) {
      return socket_->send(std::make_shared<const std::string>(std::stoul(text.substr(2)), 'x'));
    }
    socket_->send(std::make_shared<const std::string>(text));
  }

  BoundedQueue<std::uint16_t> codes_{100};
  Request request_;
  std::shared_ptr<WebSocket> socket_;
  RunningServer running_;
};

TEST(WebSocketClient, OpensAndTalks) {
  Server server;
  Dialled socket{server.url() + "/connect?api_key=k", {.headers = {{"X-Stream-Client", "test"}}}};
  EXPECT_EQ(socket.next().kind, Kind::opened);
  EXPECT_EQ(server.request().target, "/connect?api_key=k");
  EXPECT_EQ(*server.request().headers.find("X-Stream-Client"), "test");
  for (const std::string text : {"one", "", "zwölf"}) {
    socket.client().send(text);
    const WebSocketEvent event = socket.next();
    EXPECT_EQ(event.kind, Kind::message);
    EXPECT_EQ(event.text, text);
  }
}

TEST(WebSocketClient, TakesAMessageOfTheLargestSizeAndNoneLarger) {
  Server server;
  Dialled socket{server.url()};
  socket.next();
  socket.client().send("x:1048576");
  EXPECT_EQ(socket.next().text.size(), 1048576U);
  socket.client().send("x:1048577");
  const WebSocketEvent event = socket.next();
  EXPECT_EQ(event.kind, Kind::closed);
  EXPECT_EQ(event.code, 1009);
  EXPECT_FALSE(event.by_peer);
}

TEST(WebSocketClient, SaysHowTheServerClosed) {
  Server server;
  for (const std::uint16_t code : std::vector<std::uint16_t>{1000, 1001, 1011, 1013, 4321}) {
    Dialled socket{server.url()};
    socket.next();
    socket.client().send("close:" + std::to_string(code));
    const WebSocketEvent event = socket.next();
    EXPECT_EQ(event.kind, Kind::closed);
    EXPECT_EQ(event.code, code);
    EXPECT_EQ(event.text, "as asked");
    EXPECT_TRUE(event.by_peer);
    EXPECT_EQ(server.code(), code);
  }
  Dialled dropped{server.url()};
  dropped.next();
  dropped.client().send("drop");
  const WebSocketEvent event = dropped.next();
  EXPECT_EQ(event.kind, Kind::closed);
  EXPECT_EQ(event.code, 1006);
  EXPECT_EQ(event.text, "the connection was lost");
}

TEST(WebSocketClient, ClosesBehindWhatItSent) {
  Server server;
  Dialled socket{server.url()};
  socket.next();
  testing::Gate closed;
  server.wait_for(closed.wait());
  socket.client().send("last words");
  socket.client().close(1000, "done");
  closed.open();
  socket.client().send("too late");
  const WebSocketEvent event = socket.next();
  EXPECT_EQ(event.kind, Kind::closed);  // What the server echoes after close() is not reported.
  EXPECT_EQ(event.code, 1000);
  EXPECT_EQ(server.code(), 1000);
  EXPECT_TRUE(socket.quiet());
}

TEST(WebSocketClient, DropsWhenItIsDestroyed) {
  Server server;
  Dialled socket{server.url()};
  socket.next();
  socket.drop();
  EXPECT_EQ(server.code(), 1006);
  EXPECT_TRUE(socket.quiet());
}

TEST(WebSocketClient, SaysWhyItCouldNotOpen) {
  const auto failed = [](const std::string& url, WebSocketRequest request = {}) {
    Dialled socket{url, std::move(request)};
    WebSocketEvent event = socket.next();
    EXPECT_EQ(event.kind, Kind::failed);
    return event;
  };
  EXPECT_EQ(failed("http://127.0.0.1:1/").text, "connection refused");
  EXPECT_EQ(failed("http://no-such-host.invalid/").text,
            "could not resolve host no-such-host.invalid");

  const ScriptedPeer refusing{{answer(401, R"({"code":2,"message":"api_key unknown"})")}};
  const WebSocketEvent event = failed(refusing.url());
  EXPECT_EQ(event.status, 401U);
  EXPECT_EQ(event.text, "the server answered 401 to the WebSocket handshake");
  EXPECT_THAT(event.body, HasSubstr("api_key unknown"));

  const ScriptedPeer garbling{{Step{"SSH-2.0-OpenSSH_9.2\r\n\r\n", Step::Then::close}}};
  EXPECT_THAT(failed(garbling.url()).text, StartsWith("the answer is no WebSocket handshake: "));

  const ScriptedPeer closing{{Step{"", Step::Then::close}}};
  EXPECT_EQ(failed(closing.url()).text,
            "the server closed the connection during the WebSocket handshake");

  const ScriptedPeer lying{
      {Step{"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n",
            Step::Then::keep}}};
  EXPECT_THAT(failed(lying.url()).text, StartsWith("the answer is no WebSocket handshake: "));
}

TEST(WebSocketClient, WaitsNoLongerThanItMay) {
  const ScriptedPeer silent{{streamctl::testing::silence()}};
  const FullBacklog full;
  const WebSocketRequest in_all{.timeout = 100ms};
  const WebSocketRequest to_connect{.connect_timeout = 100ms};
  for (const auto& [url, request] : {std::pair(silent.url(), in_all), {full.url(), to_connect}}) {
    Dialled socket{url, request};
    const WebSocketEvent event = socket.next();
    EXPECT_EQ(event.kind, Kind::failed);
    EXPECT_EQ(event.text, "no connection within 100ms");
    EXPECT_TRUE(event.timed_out);
  }
}

TEST(WebSocketClient, CanBeDestroyedWhileItConnects) {
  const ScriptedPeer silent{{streamctl::testing::silence()}};
  const FullBacklog full;
  for (const std::string& url : {silent.url(), full.url()}) {
    Dialled socket{url};
    socket.drop();
    EXPECT_TRUE(socket.quiet());
  }
}

TEST(WebSocketClient, VerifiesWhomItTalksTo) {
  const Certificate authority = make_authority();
  TemporaryDirectory directory;
  ASSERT_TRUE(write_file(directory.file("ca.pem"), authority.pem()));
  const Trust ours{.ca_certificate = directory.file("ca.pem")};
  const auto status_and_error = [](const std::string& url, const Trust& trust) {
    Dialled socket{url, {.trust = trust}};
    const WebSocketEvent event = socket.next();
    EXPECT_EQ(event.kind, Kind::failed);  // The peer answers 200, and only to those who trust it.
    return std::to_string(event.status) + " " + event.text;
  };
  {
    TlsPeer peer(make_certificate(authority, "IP:127.0.0.1"));
    EXPECT_THAT(status_and_error(peer.url(), ours), StartsWith("200 "));
    EXPECT_THAT(status_and_error(peer.url(), {}), StartsWith("0 certificate is not trusted: "));
    EXPECT_THAT(status_and_error(peer.url(), {.insecure = true}), StartsWith("200 "));
  }
  TlsPeer other(make_certificate(authority, "IP:127.0.0.2,DNS:other.test"));
  EXPECT_EQ(status_and_error(other.url(), ours), "0 certificate is not for 127.0.0.1");
  TlsPeer late(make_certificate(authority, "IP:127.0.0.1", -1h));
  EXPECT_EQ(status_and_error(late.url(), ours), "0 certificate has expired");
}

TEST(WebSocketClient, RefusesACertificateFileThatIsNone) {
  auto url = parse_web_socket_url("wss://127.0.0.1/");
  ASSERT_TRUE(url);
  const auto client = WebSocketClient::connect(
      {.url = *url, .trust = {.ca_certificate = "/no/such.pem"}}, [](WebSocketEvent&&) {});
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().kind, ErrorKind::config);
}

TEST(WebSocketUrl, IsTakenApart) {
  const struct {
    std::string url;
    WebSocketUrl read;
    std::string authority;
  } rows[] = {
      {"ws://127.0.0.1:8800/video/connect?api_key=k&a=b",
       {false, "127.0.0.1", 8800, "/video/connect?api_key=k&a=b"},
       "127.0.0.1:8800"},
      {"wss://Video.Stream-IO-API.com/x",
       {true, "video.stream-io-api.com", 443, "/x"},
       "video.stream-io-api.com"},
      {"ws://[::1]", {false, "::1", 80, "/"}, "[::1]"},
      {"wss://[::1]:80/", {true, "::1", 80, "/"}, "[::1]:80"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.url);
    const auto read = parse_web_socket_url(row.url);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(*read, row.read);
    EXPECT_EQ(read->authority(), row.authority);
  }
  for (const std::string url :
       {"http://x/", "ws://", "ws://u:p@x/", "ws://x/#part", "ws://x:99999/", ""})
    EXPECT_FALSE(parse_web_socket_url(url)) << url;
  EXPECT_THAT(parse_web_socket_url("ftp://x/?token=secret").error().what,
              ::testing::Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace streamctl::net
