// How a server WebSocket ends: by a close frame, by a protocol error, or without a close frame.
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
#include "net/websocket/web_socket.h"

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

TEST(WebSocketEnd, AnswersTheClosingHandshakeAndSaysTheCode) {
  EchoServer server;
  for (const std::uint16_t code : std::vector<std::uint16_t>{1000, 1001, 4321}) {
    RawWebSocket socket{server.port()};
    socket.send({Opcode::close, close_payload(code, "bye")});
    EXPECT_EQ(socket.closed(), code);
    EXPECT_EQ(socket.client().end(), "closed");
    socket.client().close();
    EXPECT_EQ(server.next_code(), code);
  }
  RawWebSocket without_code{server.port()};
  without_code.send({Opcode::close, ""});
  without_code.closed();  // The server may choose the code.
  without_code.client().close();
  EXPECT_EQ(server.next_code(), 1005);
}

TEST(WebSocketEnd, SaysThatThePeerHasGoneWithoutAWord) {
  EchoServer server;
  RawWebSocket socket{server.port()};
  socket.client().close();
  EXPECT_EQ(server.next_code(), 1006);
}

TEST(WebSocketEnd, ClosesBehindWhatWaits) {
  EchoServer server;
  RawWebSocket socket{server.port()};
  server.with(0, [](WebSocket& open) {
    open.send(shared("first"));
    open.send(shared("second"));
    open.close(1011, std::string(200, 'x'));
    open.send(shared("too late"));
    open.close(1000, "once is enough");
  });
  EXPECT_EQ(socket.next(), from_server(Opcode::text, "first"));
  EXPECT_EQ(socket.next(), from_server(Opcode::text, "second"));
  EXPECT_EQ(socket.next(), from_server(Opcode::close, close_payload(1011, std::string(123, 'x'))));
  socket.send({Opcode::close, close_payload(1011)});
  EXPECT_EQ(socket.client().end(), "closed");
  socket.client().close();
  EXPECT_EQ(server.next_code(), 1011);
}

TEST(WebSocketEnd, DropsWithoutAWord) {
  EchoServer server;
  RawWebSocket socket{server.port()};
  server.with(0, [](WebSocket& open) {
    open.drop();
    open.drop();
    open.send(shared("gone"));
    EXPECT_EQ(open.unsent_bytes(), 0U);
  });
  EXPECT_EQ(socket.closed(), 1006);
  EXPECT_EQ(server.next_code(), 1006);
}

TEST(WebSocketEnd, NoticesThatASilencedPeerHasGone) {
  EchoServer server;
  RawWebSocket socket{server.port()};
  server.with(0, [](WebSocket& open) { open.silence(); });
  socket.send_text("?");
  socket.client().close();
  EXPECT_EQ(server.next_code(), 1006);
}

TEST(WebSocketEnd, DropsAReaderThatIsTooSlow) {
  EchoServer server{{.unsent_bytes_max = std::size_t{1024} * 1024}};
  RawWebSocket socket{server.port()};
  server.with(0, [](WebSocket& open) {
    const auto text = shared(std::string(100'000, 'x'));
    for (int i = 0; i < 200; ++i)  // More than the kernel buffers.
      open.send(text);
    EXPECT_EQ(open.unsent_bytes(), 0U);
  });
  EXPECT_EQ(server.next_code(), 1006);
}

TEST(WebSocketEnd, DropsAPeerThatIsSilentForTooLong) {
  EchoServer server{{.idle_timeout = 300ms}, {.limits = {.write_timeout = 40ms}}};
  RawWebSocket silent{server.port()};
  EXPECT_EQ(silent.closed(), 1006);
  EXPECT_EQ(server.next_code(), 1006);
}

TEST(WebSocketEnd, ForgetsAPeerThatNeverEndsItsConnection) {
  EchoServer server;
  RawWebSocket socket{server.port()};
  socket.send({Opcode::close, close_payload(1000)});
  EXPECT_EQ(socket.closed(), 1000);
  EXPECT_EQ(server.next_code(), 1000);  // Although the peer never closed.
}

TEST(WebSocketEnd, DropsWhoeverSpeaksBeforeTheAnswer) {
  EchoServer server;
  RawClient client{server.port()};
  client.send(handshake() + bytes_of({Opcode::text, "hasty"}));
  client.rest();
  EXPECT_EQ(server.next_code(), 1006);
}

TEST(WebSocketEnd, EndsThoughBothSidesCloseAtOnce) {
  EchoServer server;
  RawWebSocket socket{server.port()};
  socket.client().send(bytes_of({Opcode::binary, "\x01"}) +
                       bytes_of({Opcode::close, close_payload(1000)}));
  EXPECT_EQ(socket.closed(), 1003);
  socket.client().finish();
  EXPECT_EQ(server.next_code(), 1003);
}

TEST(WebSocketEnd, ClosesWith1001WhenTheServerStops) {
  EchoServer server;
  RawWebSocket socket{server.port()};
  server.running().server().stop();
  EXPECT_EQ(socket.closed(), 1001);
  socket.send({Opcode::close, close_payload(1001)});
  socket.client().finish();
  server.running().join();
  EXPECT_EQ(server.next_code(), 1001);
}

TEST(WebSocketEnd, IsGivenUpWhenTheGraceIsOver) {
  EchoServer server{{}, {}, 50ms};
  RawWebSocket socket{server.port()};
  server.running().server().stop();
  server.running().join();
  EXPECT_EQ(server.next_code(), 1006);
}

TEST(WebSocketEnd, OutlivesItsServerAsAnEmptyHull) {
  std::shared_ptr<WebSocket> kept;
  Counter opened;
  {
    ServerHandlers handlers;
    handlers.request = [&](Request&& request, Exchange exchange) {
      kept = upgrade(std::move(exchange), request, {});
      opened.add();
    };
    RunningServer running{handlers, {}, 0s};
    RawWebSocket socket{running.port()};
    ASSERT_TRUE(opened.reached(1));
    running.server().stop();
    running.join();
  }
  ASSERT_NE(kept, nullptr);
  kept->send(shared("nobody"));
  kept->close(1000, "");
  kept->silence();
  kept->drop();
  EXPECT_EQ(kept->unsent_bytes(), 0U);
}

TEST(WebSocketEnd, ClosesWithTheCodeThatTellsWhatIsWrong) {
  EchoServer server{{.message_bytes_max = 1000}};
  const struct {
    std::string name;
    std::vector<Frame> frames;
    std::uint16_t code;
  } rows[] = {
      {"not UTF-8", {{Opcode::text, "\xc3("}}, 1007},
      {"UTF-8 cut short", {{Opcode::text, "\xc3"}}, 1007},
      {"UTF-8 cut short before an empty end",
       {{Opcode::text, "\xc3", false}, {Opcode::continuation, ""}},
       1007},
      {"too large", {{Opcode::text, std::string(1001, 'x')}}, 1009},
      {"far too large", {{Opcode::text, std::string(3'000'000, 'x')}}, 1009},
      {"too large in parts",
       {{Opcode::text, std::string(600, 'x'), false},
        {Opcode::continuation, std::string(600, 'x')}},
       1009},
      {"binary", {{Opcode::binary, "\x01"}}, 1003},
      {"unmasked", {{Opcode::text, "x", true, false}}, 1002},
      {"reserved bit", {{Opcode::text, "x", true, true, true}}, 1002},
      {"unknown opcode", {{static_cast<Opcode>(3), "x"}}, 1002},
      {"fragmented ping", {{Opcode::ping, "x", false}}, 1002},
      {"ping too long", {{Opcode::ping, std::string(126, 'x')}}, 1002},
      {"continues nothing", {{Opcode::continuation, "x"}}, 1002},
      {"text within a text", {{Opcode::text, "x", false}, {Opcode::text, "y"}}, 1002},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    RawWebSocket socket{server.port()};
    for (const Frame& frame : row.frames)
      socket.send(frame);
    EXPECT_EQ(socket.closed(), row.code);
    socket.send({Opcode::close, close_payload(row.code)});
    socket.client().finish();
    EXPECT_EQ(server.next_code(), row.code);
  }
}

}  // namespace
}  // namespace streamctl::net
