#include "net/websocket/web_socket.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/echo_server.h"
#include "net/raw_web_socket.h"
#include "net/running_server.h"

namespace streamctl::net {
namespace {

using namespace std::chrono_literals;
using streamctl::testing::bytes_of;
using streamctl::testing::close_payload;
using streamctl::testing::Counter;
using streamctl::testing::EchoServer;
using streamctl::testing::Frame;
using streamctl::testing::from_server;
using streamctl::testing::handshake;
using streamctl::testing::Opcode;
using streamctl::testing::RawAnswer;
using streamctl::testing::RawClient;
using streamctl::testing::RawWebSocket;
using streamctl::testing::RunningServer;
using streamctl::testing::shared;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(WebSocket, AnswersTheHandshakeOfTheStandard) {
  EchoServer server;
  RawClient client{server.port()};
  client.send(handshake("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
  const RawAnswer answer = client.answer();
  EXPECT_EQ(answer.status, 101);
  // RFC 6455 section 1.3.
  EXPECT_THAT(answer.head, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
  EXPECT_THAT(answer.head, Not(HasSubstr("Extensions")));
}

TEST(WebSocket, RefusesWhatIsNoHandshake) {
  EchoServer server;
  const auto spoilt = [](const std::string& from, const std::string& to) {
    std::string text = handshake();
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  const struct {
    std::string name;
    std::string request;
    int status;
  } rows[] = {
      {"post", spoilt("GET", "POST"), 400},
      {"no upgrade", spoilt("Upgrade: websocket\r\n", ""), 400},
      {"another protocol", spoilt("websocket", "h2c"), 400},
      {"no connection", spoilt("Connection: keep-alive, Upgrade\r\n", ""), 400},
      {"version 8", spoilt("Version: 13", "Version: 8"), 426},
      {"no version", spoilt("Sec-WebSocket-Version: 13\r\n", ""), 426},
      {"short key", spoilt("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZQ=="), 400},
      {"two keys", handshake("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), 400},
      {"a body", handshake("Content-Length: 2\r\n") + "{}", 400},
      {"http/1.0", spoilt("HTTP/1.1", "HTTP/1.0"), 400},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    RawClient client{server.port()};
    client.send(row.request);
    const RawAnswer answer = client.answer();
    EXPECT_EQ(answer.status, row.status);
    const bool names_version =
        answer.head.find("Sec-WebSocket-Version: 13\r\n") != std::string::npos;
    EXPECT_EQ(names_version, row.status == 426);
  }
}

TEST(WebSocket, TakesTheWordsOfTheHandshakeInAnyCase) {
  EchoServer server;
  RawClient client{server.port()};
  client.send(
      "GET / HTTP/1.1\r\nhost: x\r\nupgrade: WebSocket\r\nconnection: upgrade\r\n"
      "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n");
  EXPECT_EQ(client.answer().status, 101);
}

TEST(WebSocket, SendsBackWhatCameInOrderAndWhole) {
  EchoServer server;
  RawWebSocket socket{server.port()};
  const std::string long_text(200'000, 'x');
  for (const std::string& text :
       {std::string{"one"}, std::string{}, long_text, std::string{"zwölf"}})
    socket.send_text(text);
  EXPECT_EQ(socket.next(), from_server(Opcode::text, "one"));
  EXPECT_EQ(socket.next(), from_server(Opcode::text, ""));
  EXPECT_EQ(socket.next(), from_server(Opcode::text, long_text));
  EXPECT_EQ(socket.next(), from_server(Opcode::text, "zwölf"));
}

TEST(WebSocket, JoinsFragmentsAndAnswersPingsBetweenThem) {
  EchoServer server;
  RawWebSocket socket{server.port()};
  socket.send({Opcode::text, "z\xc3", false});
  socket.send({Opcode::ping, "still there?"});
  socket.send({Opcode::continuation, "\xb6", false});
  socket.send({Opcode::pong, "unasked"});
  socket.send({Opcode::continuation, "lf"});
  EXPECT_EQ(socket.next(), from_server(Opcode::pong, "still there?"));
  EXPECT_EQ(socket.next(), from_server(Opcode::text, "zölf"));
}

TEST(WebSocket, ReadsFramesThatComeAByteAtATime) {
  EchoServer server;
  RawWebSocket socket{server.port()};
  for (const char byte : bytes_of({Opcode::text, "slowly"}))
    socket.client().send(std::string(1, byte));
  EXPECT_EQ(socket.next(), from_server(Opcode::text, "slowly"));
}

TEST(WebSocket, TakesAMessageOfTheLargestSizeInParts) {
  EchoServer server{{.message_bytes_max = 1000}};
  RawWebSocket socket{server.port()};
  const std::string text(1000, 'x');
  socket.send({Opcode::text, text, false});
  socket.send({Opcode::continuation, ""});
  EXPECT_EQ(socket.next(), from_server(Opcode::text, text));
}

TEST(WebSocket, StaysOpenAndAnswersNothingWhenSilenced) {
  EchoServer server;
  RawWebSocket socket{server.port()};
  Counter silenced;
  server.with(0, [&](WebSocket& open) {
    open.silence();
    open.send(shared("nothing"));
    open.close(1000, "nothing");
    silenced.add();
  });
  ASSERT_TRUE(silenced.reached(1));
  socket.send({Opcode::ping, "?"});
  socket.send_text("?");
  RawWebSocket other{server.port()};  // A full round trip meanwhile: enough time to answer.
  other.send_text("here");
  EXPECT_EQ(other.next().payload, "here");
  EXPECT_EQ(server.closed(), 0U);
  server.with(0, [](WebSocket& open) { open.drop(); });
  EXPECT_EQ(socket.client().rest(), "");
  EXPECT_EQ(server.next_code(), 1006);
}

TEST(WebSocket, CountsAsAConnection) {
  EchoServer server{{}, {.limits = {.connections_max = 2}}};
  RawWebSocket one{server.port()};
  RawWebSocket two{server.port()};
  RawClient three{server.port()};
  EXPECT_EQ(three.answer().status, 503);
  three.close();
  one.client().close();
  EXPECT_EQ(server.next_code(), 1006);
  RawWebSocket four{server.port()};
  four.send_text("room again");
  EXPECT_EQ(four.next().payload, "room again");
}

TEST(WebSocket, SendsOneTextToMany) {
  constexpr std::size_t many = 300;
  EchoServer server;
  std::vector<std::unique_ptr<RawWebSocket>> sockets;
  for (std::size_t i = 0; i < many; ++i)
    sockets.push_back(std::make_unique<RawWebSocket>(server.port()));
  ASSERT_TRUE(server.opened(many));
  const auto text = shared(std::string(1600, 'e'));
  for (std::size_t i = 0; i < many; ++i)
    server.with(i, [text](WebSocket& open) { open.send(text); });
  for (const auto& socket : sockets)
    ASSERT_EQ(socket->next(), from_server(Opcode::text, *text));
}

}  // namespace
}  // namespace streamctl::net
