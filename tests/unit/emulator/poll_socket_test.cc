#include "emulator/serve/poll_socket.h"

#include <memory>
#include <optional>
#include <string>

#include "emulator/bench.h"

namespace streamctl::emulator {
namespace {

/// Remembers what became of an exchange.
class Poller final : public net::Exchange::Peer {
 public:
  void answer(net::Response&& response) override { events = Json::parse(response.body)["events"]; }
  void reset() override { is_reset = true; }
  void hold() override { is_held = true; }

  std::optional<Json> events;
  bool is_reset = false;
  bool is_held = false;
};

class PollSocketTest : public ::testing::Test {
 protected:
  std::shared_ptr<Poller> poll() {
    auto poller = std::make_shared<Poller>();
    socket.poll(net::Exchange(poller), now);
    return poller;
  }
  void send(const std::string& text) { socket.send(std::make_shared<const std::string>(text)); }

  SteadyTime now{1h};
  PollSocket socket{now};
};

TEST_F(PollSocketTest, AnswersWithWhatWaitsOrWithTheNextEvent) {
  send(R"({"n":1})");
  send(R"({"n":2})");
  EXPECT_EQ(poll()->events, Json::parse(R"([{"n":1},{"n":2}])"));
  const auto waiting = poll();
  EXPECT_EQ(waiting->events, std::nullopt);
  send(R"({"n":3})");
  EXPECT_EQ(waiting->events, Json::parse(R"([{"n":3}])"));
  EXPECT_EQ(socket.unsent_bytes(), 0U);
}

TEST_F(PollSocketTest, AnswersAPollWithoutEventsInTime) {
  const auto waiting = poll();
  now += poll_wait - 1s;
  socket.sweep(now);
  EXPECT_EQ(waiting->events, std::nullopt);
  now += 1s;
  socket.sweep(now);
  EXPECT_EQ(waiting->events, Json::array());
}

TEST_F(PollSocketTest, GivesTheEventToTheLaterOfTwoPolls) {
  const auto first = poll();
  const auto second = poll();
  EXPECT_EQ(first->events, Json::array());
  send(R"({"n":1})");
  EXPECT_EQ(second->events, Json::parse(R"([{"n":1}])"));
}

TEST_F(PollSocketTest, IsOverWhenTheLastEventIsPolled) {
  send(R"({"type":"connection.error"})");
  socket.close(1008, "");
  send("not kept");
  EXPECT_EQ(socket.over(), std::nullopt);
  EXPECT_EQ(poll()->events, Json::parse(R"([{"type":"connection.error"}])"));
  EXPECT_EQ(socket.over(), 1008);
}

TEST_F(PollSocketTest, IsOverWhenNobodyPollsOrTooMuchWaits) {
  now += poll_idle - 1s;
  socket.sweep(now);
  EXPECT_EQ(socket.over(), std::nullopt);
  now += 1s;
  socket.sweep(now);
  EXPECT_EQ(socket.over(), 1006);
  PollSocket full(now);
  full.send(std::make_shared<const std::string>(net::WebSocketLimits{}.unsent_bytes_max + 1, 'x'));
  EXPECT_EQ(full.over(), 1006);
  EXPECT_EQ(full.unsent_bytes(), 0U);
}

TEST_F(PollSocketTest, DropsAndHoldsThePollThatWaits) {
  const auto dropped = poll();
  socket.drop();
  EXPECT_TRUE(dropped->is_reset);
  PollSocket silent(now);
  silent.silence();
  const auto held = std::make_shared<Poller>();
  silent.poll(net::Exchange(held), now);
  silent.send(std::make_shared<const std::string>("{}"));
  EXPECT_TRUE(held->is_held);
  EXPECT_EQ(held->events, std::nullopt);
}

}  // namespace
}  // namespace streamctl::emulator
