#include "stream/realtime.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::stream {
namespace {

using namespace std::chrono_literals;
using net::WebSocketEvent;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Kind = WebSocketEvent::Kind;

class FakeClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override { return WallTime{1'000'000s} + passed; }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime{1s} + passed; }
  std::chrono::nanoseconds passed{0};
};

/// Records the session's socket operations in order, and simulates the server.
struct Wire {
  std::vector<std::string> log;
  std::vector<std::string> urls;
  net::WebSocketClient::Receive receive;
};

class FakeSocket final : public net::WebSocketClient {
 public:
  explicit FakeSocket(Wire& wire) : wire_(wire) {}
  ~FakeSocket() override { wire_.log.emplace_back("gone"); }
  void send(std::string text) override { wire_.log.push_back(std::move(text)); }
  void close(std::uint16_t code, std::string reason) override {
    wire_.log.push_back("close " + std::to_string(code) + " " + reason);
    wire_.receive({Kind::closed, "", code});
  }

 private:
  Wire& wire_;
};

class RealtimeTest : public ::testing::Test {
 protected:
  RealtimeTest() { make(); }

  void make(const std::string& base_url = "https://video.example.test") {
    RealtimeParts parts;
    parts.token = [this](bool stale) -> std::optional<Secret> {
      if (stale && !mints) return std::nullopt;
      return Secret{"token" + std::to_string(++tokens)};
    };
    parts.watch = [this](const std::string& connection_id, const Secret& token) {
      said.push_back("watch " + connection_id + " " + std::string{token.reveal()});
      return watched;
    };
    parts.event = [this](RealtimeEvent&& event) {
      said.push_back("event " + event.type + " " + event.call_cid + " " + event.text);
    };
    parts.connected = [this](const std::string& id, std::size_t calls) {
      said.push_back("connected " + id + " " + std::to_string(calls));
    };
    parts.gap = [this](const Gap& gap) {
      said.push_back("gap of " + std::to_string((gap.to - gap.from) / 1s) + "s: " + gap.reason);
    };
    parts.lost = [this](const std::string& why, std::chrono::nanoseconds wait) {
      said.push_back("lost: " + why);
      last_wait = wait;
    };
    parts.dial = [this](net::WebSocketRequest request, net::WebSocketClient::Receive receive)
        -> Result<std::unique_ptr<net::WebSocketClient>> {
      wire.urls.push_back((request.url.tls ? "wss://" : "ws://") + request.url.authority() +
                          request.url.target);
      wire.receive = std::move(receive);
      return std::unique_ptr<net::WebSocketClient>{std::make_unique<FakeSocket>(wire)};
    };
    session = std::make_unique<Realtime>(
        RealtimeOptions{.base_url = base_url, .api_key = "k&y", .user_id = "john"},
        std::move(parts), clock, random);
  }

  /// The output since the last call.
  std::vector<std::string> heard() { return std::exchange(said, {}); }
  std::vector<std::string> sent() { return std::exchange(wire.log, {}); }
  Result<void> poll() { return session->poll(0ns); }
  void give(WebSocketEvent event) {
    wire.receive(std::move(event));
    const auto polled = poll();
    failure = polled ? Error{} : polled.error();
  }
  void text(std::string frame) { give({Kind::message, std::move(frame)}); }
  void pass(std::chrono::nanoseconds time) {
    clock.passed += time;
    const auto polled = poll();
    failure = polled ? Error{} : polled.error();
  }
  void connect() {
    if (!poll()) return;
    give({Kind::opened});
    text(R"({"type":"connection.ok","connection_id":"c"})");
  }

  FakeClock clock;
  Random random{1};
  Wire wire;
  Watched watched{.calls = 2};
  bool mints = true;
  int tokens = 0;
  std::vector<std::string> said;
  std::chrono::nanoseconds last_wait{};
  Error failure;
  std::unique_ptr<Realtime> session;
};

TEST_F(RealtimeTest, ConnectsAsStreamsClientsDo) {
  connect();
  EXPECT_THAT(wire.urls, ElementsAre(StartsWith(
                             "wss://video.example.test/video/connect?api_key=k%26y&"
                             "stream-auth-type=jwt&X-Stream-Client=stream-cpp-streamctl-")));
  EXPECT_THAT(
      sent(),
      ElementsAre(R"({"token":"token1","products":["video"],"user_details":{"id":"john"}})"));
  EXPECT_THAT(heard(), ElementsAre("watch c token1", "connected c 2"));
}

TEST_F(RealtimeTest, KeepsThePathOfItsBase) {
  EXPECT_THAT(connect_url({.base_url = "http://127.0.0.1:8800/at"}),
              StartsWith("ws://127.0.0.1:8800/at/video/connect?"));
}

TEST_F(RealtimeTest, HandsOverEventsAsTheyCame) {
  connect();
  heard();
  text(R"({"type":"custom", "call_cid":"default:a"})");
  text(R"({"type":"user.updated"})");
  text(R"({"type":"health.check"})");
  text("no JSON");
  EXPECT_THAT(heard(),
              ElementsAre(R"(event custom default:a {"type":"custom", "call_cid":"default:a"})",
                          R"(event user.updated  {"type":"user.updated"})"));
}

TEST_F(RealtimeTest, KeepsTheConnectionAlive) {
  connect();
  sent();
  pass(24s);
  EXPECT_THAT(sent(), IsEmpty());
  pass(1s);
  EXPECT_THAT(sent(), ElementsAre(StartsWith(R"([{"type":"health.check","client_id":"john--)")));
  pass(5s);
  EXPECT_THAT(sent(), IsEmpty());  // The next one waits for the answer.
  text(R"({"type":"health.check"})");
  pass(25s);
  EXPECT_EQ(sent().size(), 1U);
  EXPECT_EQ(failure, Error{});
}

TEST_F(RealtimeTest, ComesBackFromSilenceAndReportsTheGap) {
  connect();
  text(R"({"type":"custom"})");
  heard();
  pass(34s);
  EXPECT_THAT(heard(), IsEmpty());
  pass(1s);
  EXPECT_THAT(heard(), ElementsAre("lost: nothing came for 35s"));
  EXPECT_GE(last_wait, 250ms);
  EXPECT_LE(last_wait, 2500ms);
  pass(last_wait - 1ms);
  EXPECT_EQ(wire.urls.size(), 1U);
  pass(1ms);
  EXPECT_EQ(wire.urls.size(), 2U);
  clock.passed += 5s - last_wait;
  connect();
  EXPECT_THAT(heard(),
              ElementsAre("watch c token2", "connected c 2", "gap of 40s: nothing came for 35s"));
}

TEST_F(RealtimeTest, AGapIncludesWhatWasOnItsWay) {
  connect();
  pass(10s);
  text(R"({"type":"custom"})");
  pass(3s);
  give({Kind::closed, "", 1001, true});
  pass(5s);
  connect();
  EXPECT_EQ(heard().back(), "gap of 9s: closed with 1001");
}

TEST_F(RealtimeTest, ComesBackFromEveryCloseButTheFinalOne) {
  connect();
  for (const std::uint16_t code : std::vector<std::uint16_t>{1001, 1011, 1013, 1005}) {
    heard();
    give({Kind::closed, "\x1b[31mbye", code, true});
    EXPECT_THAT(heard(),
                ElementsAre("lost: closed with " + std::to_string(code) + " (\\u001b[31mbye)"));
    pass(5s);
    connect();
    EXPECT_EQ(failure, Error{});
  }
  heard();
  give({Kind::closed, "the connection was lost", 1006});
  EXPECT_THAT(heard(), ElementsAre("lost: the connection was lost"));
  pass(5s);
  connect();
  give({Kind::closed, "enough", 1000, true});
  EXPECT_EQ(failure.kind, ErrorKind::refused);
  EXPECT_EQ(failure.what, "the server ended the session for good: close code 1000 (enough)");
  EXPECT_FALSE(poll());
}

TEST_F(RealtimeTest, WaitsLongerFromFailureToFailure) {
  connect();
  give({Kind::closed, "", 1001, true});
  std::vector<std::chrono::nanoseconds> waits;
  for (int i = 0; i < 4; ++i) {
    pass(last_wait);
    give({Kind::failed, "connection refused"});
    waits.push_back(last_wait);
  }
  EXPECT_GE(waits[0], 2s);
  EXPECT_GE(waits[1], 4s);
  EXPECT_EQ(waits[2], 5s);
  EXPECT_EQ(waits[3], 5s);
  EXPECT_EQ(failure, Error{});
  pass(5s);
  connect();
  give({Kind::closed, "", 1001, true});
  EXPECT_LE(last_wait, 2500ms);
}

TEST_F(RealtimeTest, GivesUpIfTheFirstConnectionCannotBeMade) {
  ASSERT_TRUE(poll());
  give({Kind::failed, "connection refused"});
  pass(last_wait);
  give({Kind::failed, "connection refused"});
  EXPECT_EQ(failure, Error{});
  pass(last_wait);
  give({Kind::failed, "connection refused"});
  EXPECT_EQ(failure.kind, ErrorKind::network);
  EXPECT_EQ(failure.what, "cannot connect to https://video.example.test: connection refused");
}

TEST_F(RealtimeTest, WaitsFifteenSecondsForTheAnswer) {
  ASSERT_TRUE(poll());
  give({Kind::opened});
  pass(14s);
  EXPECT_THAT(heard(), IsEmpty());
  pass(1s);
  EXPECT_THAT(heard(), ElementsAre("lost: no connection.ok within 15s"));
}

TEST_F(RealtimeTest, TakesARefusalForWhatItIs) {
  const struct {
    const char* name;
    std::string frame;
    bool is_final;
  } rows[] = {
      {"signature", R"({"code":43,"message":"m","StatusCode":401})", true},
      {"forbidden", R"({"code":17,"message":"m","StatusCode":403})", true},
      {"no status", R"({"code":2,"message":"m"})", true},
      {"unrecoverable", R"({"code":-1,"message":"m","StatusCode":500,"unrecoverable":true})", true},
      {"rate", R"({"code":9,"message":"m","StatusCode":429})", false},
      {"slow", R"({"code":23,"message":"m","StatusCode":408})", false},
      {"internal", R"({"code":-1,"message":"m","StatusCode":500})", false},
      {"unknown", R"({"code":12345,"message":"m"})", false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    make();
    ASSERT_TRUE(poll());
    give({Kind::opened});
    text(R"({"type":"connection.error","error":)" + row.frame + "}");
    EXPECT_EQ(failure.kind == ErrorKind::refused, row.is_final);
    EXPECT_EQ(failure.what.starts_with("cannot connect: m (HTTP "), row.is_final);
  }
}

TEST_F(RealtimeTest, TakesARefusalOfTheHandshakeForWhatItIs) {
  ASSERT_TRUE(poll());
  give({.kind = Kind::failed,
        .text = "answered 401",
        .status = 401,
        .body = R"({"code":2,"message":"api_key not found"})"});
  EXPECT_EQ(failure.what, "cannot connect: api_key not found (HTTP 401, code 2)");
  make();
  ASSERT_TRUE(poll());
  give({.kind = Kind::failed, .text = "the server answered 404", .status = 404});
  EXPECT_EQ(failure.what, "cannot connect: the server answered 404");
  make();
  ASSERT_TRUE(poll());
  give({.kind = Kind::failed, .text = "the server answered 503", .status = 503});
  EXPECT_EQ(failure, Error{});
}

TEST_F(RealtimeTest, OutlivesWhatIsNotStreamsOwnAnswer) {
  connect();
  give({Kind::closed, "", 1001, true});
  pass(5s);
  heard();
  give({.kind = Kind::failed, .text = "the server answered 404", .status = 404, .body = "<p>"});
  EXPECT_EQ(failure, Error{});
  EXPECT_THAT(heard(), ElementsAre("lost: the server answered 404"));
  pass(10s);
  watched = {0, refused_error("cannot watch default:a: HTTP 403"), true, true};
  connect();
  EXPECT_EQ(failure, Error{});
  pass(10s);
  watched = {0, refused_error("cannot watch default:a: not allowed"), true, false};
  connect();
  EXPECT_EQ(failure.what, "cannot watch default:a: not allowed");
}

TEST_F(RealtimeTest, MakesAnotherTokenWhenOneIsStale) {
  const std::string stale =
      R"({"type":"connection.error","error":{"code":40,"message":"expired","StatusCode":401}})";
  connect();
  text(stale);
  EXPECT_EQ(failure, Error{});
  pass(last_wait);
  connect();
  EXPECT_THAT(heard().back(), StartsWith("gap of "));
  EXPECT_EQ(tokens, 2);
  // One after the other, because the clocks differ.
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(failure, Error{});
    text(stale);
    pass(5s);
  }
  EXPECT_THAT(failure.what, HasSubstr("expired (HTTP 401, code 40)"));
}

TEST_F(RealtimeTest, EndsWithATokenItCannotMakeAgain) {
  mints = false;
  connect();
  text(R"({"type":"connection.error","error":{"code":40,"message":"expired","StatusCode":401}})");
  pass(last_wait);
  EXPECT_EQ(failure.kind, ErrorKind::refused);
  EXPECT_THAT(failure.what, StartsWith("the token has expired"));
}

TEST_F(RealtimeTest, EndsWhereACallCannotBeWatched) {
  watched = {0, refused_error("cannot watch default:a: no such call"), true};
  connect();
  EXPECT_EQ(failure.what, "cannot watch default:a: no such call");
}

TEST_F(RealtimeTest, TriesAgainWhereWatchingFailedForAWhile) {
  connect();
  heard();
  give({Kind::closed, "", 1001, true});
  pass(5s);
  watched = {0, refused_error("cannot watch default:a: HTTP 503"), false};
  connect();
  EXPECT_EQ(failure, Error{});
  watched = {2, std::nullopt, false};
  pass(5s);
  connect();
  EXPECT_THAT(heard(), ElementsAre("lost: closed with 1001", "watch c token2",
                                   "lost: cannot watch default:a: HTTP 503", "watch c token3",
                                   "connected c 2", "gap of 10s: closed with 1001"));
}

TEST_F(RealtimeTest, TakesItsLeave) {
  connect();
  sent();
  session->leave();
  EXPECT_THAT(sent(), ElementsAre("close 1000 done", "gone"));
}

TEST_F(RealtimeTest, WakesFromWaiting) {
  session->wake();
  EXPECT_TRUE(session->poll(1h));  // Else it outlasts the timeout that CTest gives this binary.
}

}  // namespace
}  // namespace streamctl::stream
