// The addresses the server listens on, and its errors.
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include "net/gzip.h"
#include "net/http_server/listen_socket.h"
#include "net/http_server/server.h"
#include "net/running_server.h"

namespace streamctl::net {
namespace {

using streamctl::testing::echo;
using streamctl::testing::RunningServer;

ServerOptions at(const std::string& host, std::uint16_t port = 0) {
  ServerOptions options;
  options.host = host;
  options.port = port;
  return options;
}

TEST(ServerListen, APortInUseIsNamedWithAWayOut) {
  const auto first = Server::listen({}, {.request = echo});
  ASSERT_TRUE(first);
  const std::uint16_t port = (*first)->port();
  const auto second = Server::listen(at("127.0.0.1", port), {.request = echo});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error(), network_error("cannot listen on 127.0.0.1:" + std::to_string(port) +
                                              ": address already in use",
                                          "pass --port 0 to use any free port"));
}

TEST(ServerListen, AHostThatIsNotThisMachineIsNamed) {
  struct Row {
    std::string host;
    std::string what;
  };
  const Row rows[] = {
      {"no.such.host.invalid", "cannot listen on no.such.host.invalid:1: no such host"},
      {"", "cannot listen on :1: no such host"},
      {"198.51.100.1", "cannot listen on 198.51.100.1:1: cannot assign requested address"},
      {"evil\x1b[31m", "cannot listen on evil\\u001b[31m:1: no such host"}};
  for (const Row& row : rows) {
    const auto made = Server::listen(at(row.host, 1), {.request = echo});
    ASSERT_FALSE(made) << row.host;
    EXPECT_EQ(made.error().what, row.what);
    EXPECT_EQ(made.error().kind, ErrorKind::network);
    EXPECT_EQ(made.error().hint, "pass an address of this machine to --host, such as 127.0.0.1");
  }
}

TEST(ServerListen, KnowsTheAddressItIsBoundTo) {
  EXPECT_EQ((*Server::listen(at("127.1"), {.request = echo}))->address(), "127.0.0.1");
  EXPECT_EQ((*Server::listen(at("0"), {.request = echo}))->address(), "0.0.0.0");
  if (open_listen_socket("::1", 0)) {
    EXPECT_EQ((*Server::listen(at("::"), {.request = echo}))->address(), "[::]");
  }
  const auto refused = Server::listen(at("*"), {.request = echo});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::usage);
  EXPECT_THAT(refused.error().hint, ::testing::HasSubstr("0.0.0.0"));
}

TEST(ServerListen, ItsUrlCanBeCalled) {
  struct Row {
    std::string host;
    std::string url;
  };
  const Row rows[] = {{"127.0.0.1", "http://127.0.0.1:"}, {"localhost", "http://localhost:"},
                      {"0.0.0.0", "http://127.0.0.1:"},   {"::1", "http://[::1]:"},
                      {"[::1]", "http://[::1]:"},         {"::", "http://[::1]:"}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.host);
    if (row.host.find(':') != std::string::npos && !open_listen_socket("::1", 0)) continue;
    RunningServer running{{.request = echo}, at(row.host)};
    EXPECT_EQ(running.server().url(), row.url + std::to_string(running.port()));
    httplib::Client client{running.server().url()};
    const auto answer = client.Get("/a");
    ASSERT_TRUE(answer) << httplib::to_string(answer.error());
    EXPECT_EQ(answer->body, "GET /a ");
  }
}

TEST(ServerListen, ServesCppHttplibsClient) {
  ServerHandlers handlers;
  handlers.request = [](Request&& request, Exchange exchange) {
    exchange.answer({202, {{"X-Seen", *request.headers.find("X-Signature")}}, request.body});
  };
  RunningServer running{handlers};
  httplib::Client client{running.server().url()};
  client.set_keep_alive(true);
  const std::string body = gzip(std::string(1'000'000, 'x'));
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.Post("/", {{"X-Signature", "abc"}}, body, "application/json");
    ASSERT_TRUE(answer) << httplib::to_string(answer.error());
    EXPECT_EQ(answer->status, 202);
    EXPECT_EQ(answer->get_header_value("X-Seen"), "abc");
    EXPECT_TRUE(answer->body == body);
  }
  int pieces = 0;
  const auto chunked = client.Post(
      "/", {{"X-Signature", "abc"}},
      [&](std::size_t, httplib::DataSink& sink) {
        sink.write("piece", 5);
        if (++pieces == 3) sink.done();
        return true;
      },
      "text/plain");
  ASSERT_TRUE(chunked) << httplib::to_string(chunked.error());
  EXPECT_EQ(chunked->body, "piecepiecepiece");
}

TEST(ServerListen, CppHttplibsClientSees413) {
  RunningServer running{{.request = echo}};
  httplib::Client client{running.server().url()};
  const auto answer = client.Post("/", std::string(10'000'000, 'x'), "text/plain");
  ASSERT_TRUE(answer) << httplib::to_string(answer.error());
  EXPECT_EQ(answer->status, 413);
}

TEST(AddressText, WritesAnIpv4ClientOfAnIpv6SocketAsIpv4) {
  RunningServer running{{.request =
                             [](Request&& request, Exchange exchange) {
                               exchange.answer({200, {}, request.remote});
                             }},
                        at("::")};
  httplib::Client client{"127.0.0.1", running.port()};
  const auto answer = client.Get("/");
  if (!answer) GTEST_SKIP() << "this machine has no IPv6";
  EXPECT_THAT(answer->body, ::testing::StartsWith("127.0.0.1:"));
}

}  // namespace
}  // namespace streamctl::net
