#include "stream/client.h"

#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "net/scripted_peer.h"

namespace streamctl::stream {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using testing::answer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ScriptedPeer;
using testing::Step;

Step limited(const std::string& fields, const std::string& body = "{}") {
  return {"HTTP/1.1 429 Too Many Requests\r\n" + fields +
              "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body,
          Step::Then::keep,
          {}};
}

class ClientTest : public ::testing::Test {
 protected:
  Client client(const ScriptedPeer& peer, std::size_t connections = 1) {
    Client::Options options;
    options.access = {.base_url = "http://127.0.0.1:" + std::to_string(peer.port()),
                      .api_key = "key",
                      .token = Secret("t.o.k")};
    options.connections_max = connections;
    options.rate_limits.wait_least = 1ms;
    Client::Observer observer;
    observer.waits = [this](nanoseconds wait, bool) { waits_.push_back(wait); };
    return {options, observer, clock_, random_};
  }

  SystemClock clock_;
  Random random_{1};
  std::vector<nanoseconds> waits_;
  std::stop_source stop_;
};

TEST_F(ClientTest, AsksAndReads) {
  ScriptedPeer peer({answer(200, R"({"app":{"id":1}})")});
  auto one = client(peer);
  const auto got = one.call({.method = "GET", .path = "/app"}, stop_.get_token());
  ASSERT_TRUE(got) << got.error().what;
  EXPECT_EQ(got->status, 200U);
  EXPECT_EQ(got->body["app"]["id"], 1);
  EXPECT_GT(got->duration, 0ns);
  EXPECT_THAT(peer.requests()[0].head, HasSubstr("GET /api/v2/app?api_key=key HTTP/1.1"));
  EXPECT_EQ(peer.requests()[0].field("Authorization"), "t.o.k");
}

TEST_F(ClientTest, TakesAnEmptyAnswerAndRefusesWhatIsNoObject) {
  ScriptedPeer peer({answer(201), answer(201, "[1]"), answer(200, "<html>")});
  auto one = client(peer);
  EXPECT_TRUE(one.call({.path = "/a"}, stop_.get_token()));
  EXPECT_FALSE(one.call({.path = "/a"}, stop_.get_token()));
  EXPECT_THAT(one.call({.path = "/a"}, stop_.get_token()).error().what, HasSubstr("<html>"));
}

TEST_F(ClientTest, WaitsARateLimitOutAndSaysSo) {
  ScriptedPeer peer({limited("Retry-After: 0\r\n"), limited("Retry-After: 0\r\n"), answer(201)});
  auto one = client(peer);
  EXPECT_TRUE(one.call(operation("POST", "/x", Json{{"a", 1}}), stop_.get_token()));
  ASSERT_EQ(peer.requests().size(), 3U);
  EXPECT_THAT(waits_, ElementsAre(1ms, 1ms));
  EXPECT_EQ(peer.requests()[2].body, R"({"a":1})");
  EXPECT_NE(peer.requests()[0].field("x-client-request-id"),
            peer.requests()[2].field("x-client-request-id"));
}

TEST_F(ClientTest, GivesUpOnALimitThatLastsOrIsFinal) {
  const std::string body = R"({"code":9,"message":"Too many requests")";
  ScriptedPeer peer({limited("Retry-After: 3600\r\n", body + "}"),
                     limited("Retry-After: 0\r\n", body + R"(,"unrecoverable":true})"),
                     limited("Retry-After: 0\r\n", body + "}")});
  auto one = client(peer);
  EXPECT_THAT(one.call({.path = "/a"}, stop_.get_token()).error().what, HasSubstr("code 9"));
  EXPECT_FALSE(one.call({.path = "/a"}, stop_.get_token()));
  EXPECT_EQ(peer.requests().size(), 2U);
  EXPECT_FALSE(one.call({.path = "/a"}, stop_.get_token()));
  EXPECT_EQ(peer.requests().size(), 2U + 6U);
}

TEST_F(ClientTest, HoldsEverythingBackWhileOneWaits) {
  ScriptedPeer peer(ScriptedPeer::Script([](const testing::PeerRequest&, int number) {
    return number == 1 ? limited("Retry-After: 0\r\n") : answer(200, "{}");
  }));
  auto one = client(peer, 2);
  std::vector<int> done;
  one.start({.path = "/1"}, [&](Result<Answer>&& came) {
    EXPECT_TRUE(came);
    done.push_back(1);
  });
  while (waits_.empty())
    one.poll(1s);
  one.start({.path = "/2"}, [&](Result<Answer>&& came) {
    EXPECT_TRUE(came);
    done.push_back(2);
  });
  EXPECT_EQ(one.in_flight(), 2U);
  while (one.in_flight() > 0)
    one.poll(1s);
  EXPECT_EQ(done.size(), 2U);
  EXPECT_EQ(peer.requests().size(), 3U);
}

TEST_F(ClientTest, SendsNothingAgainThatMayHaveBeenDone) {
  ScriptedPeer peer({answer(503, "{}"), testing::reset()});
  auto one = client(peer);
  EXPECT_EQ(one.call({.path = "/a"}, stop_.get_token()).error().kind, ErrorKind::refused);
  EXPECT_EQ(one.call({.path = "/a"}, stop_.get_token()).error().kind, ErrorKind::network);
  EXPECT_EQ(peer.requests().size(), 2U);
}

TEST_F(ClientTest, StopsWhenItIsTold) {
  ScriptedPeer peer({testing::silence()});
  auto one = client(peer);
  std::jthread stopper([&] {
    while (peer.requests().empty())
      std::this_thread::yield();
    stop_.request_stop();
  });
  const auto got = one.call({.path = "/a"}, stop_.get_token());
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().what, "interrupted");
  EXPECT_EQ(one.in_flight(), 0U);
}

}  // namespace
}  // namespace streamctl::stream
