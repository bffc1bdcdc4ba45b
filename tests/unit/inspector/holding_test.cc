#include "inspector/holding.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace streamctl::inspector {
namespace {

listener::Delivery delivery_of(const std::string& type) {
  listener::Delivery delivery;
  delivery.record.type = type;
  delivery.record.call_cid = "default:a";
  return delivery;
}

class HoldingTest : public ::testing::Test {
 protected:
  void ask(const std::string& body) { EXPECT_EQ(holding.set(*Body::parse(body)).status, 200U); }
  Json state() {
    Json all = Json::object();
    holding.add_to(all);
    return all;
  }

  SystemClock clock;
  Bulletin bulletin;
  Holding holding{bulletin, clock};
};

TEST_F(HoldingTest, HoldsNothingUnasked) {
  EXPECT_FALSE(holding.wants(delivery_of("call.created")));
  EXPECT_TRUE(state()["hold"].is_null());
}

TEST_F(HoldingTest, HoldsAsManyAsMatch) {
  ask(R"({"type":"call.*","call":"default:*","count":2})");
  EXPECT_FALSE(holding.wants(delivery_of("custom")));
  EXPECT_TRUE(holding.wants(delivery_of("call.created")));
  EXPECT_EQ(state()["hold"]["remaining"], 1);
  EXPECT_TRUE(holding.wants(delivery_of("call.ended")));
  EXPECT_FALSE(holding.wants(delivery_of("call.ended")));
}

TEST_F(HoldingTest, EndsWithZero) {
  ask(R"({"count":5})");
  ask(R"({"count":0})");
  EXPECT_FALSE(holding.wants(delivery_of("call.created")));
  EXPECT_EQ(holding.set(*Body::parse(R"({"count":101})")).status, 400U);
}

TEST_F(HoldingTest, HoldsTheNextAttemptsOfWhatNobodyDecidedAbout) {
  ask(R"({"count":1,"again":true})");
  listener::Delivery delivery = delivery_of("call.created");
  delivery.record.webhook_id = "one";
  for (delivery.record.attempt = 1; delivery.record.attempt < 3; ++delivery.record.attempt) {
    EXPECT_TRUE(holding.wants(delivery)) << delivery.record.attempt;
    EXPECT_EQ(holding.held(1, delivery), listener::Release::again);
    EXPECT_EQ(state()["held"][0]["at_end"], "again");
    holding.released(1, listener::Release::again);
    EXPECT_FALSE(holding.wants(delivery_of("call.created"))) << "another one";
  }
  EXPECT_TRUE(holding.wants(delivery));
  EXPECT_EQ(holding.held(1, delivery), listener::Release::pass) << "there is no fourth attempt";
  holding.released(1, listener::Release::pass);
  EXPECT_FALSE(holding.wants(delivery));
}

TEST_F(HoldingTest, AwaitsNothingOnceItIsEnded) {
  ask(R"({"count":1,"again":true})");
  listener::Delivery delivery = delivery_of("call.created");
  delivery.record.webhook_id = "one";
  delivery.record.attempt = 1;
  EXPECT_TRUE(holding.wants(delivery));
  holding.held(1, delivery);
  ask(R"({"count":0})");
  holding.released(1, listener::Release::again);
  EXPECT_FALSE(holding.wants(delivery));
}

TEST_F(HoldingTest, HoldsNoMoreBytesThanAPageCanBeTold) {
  ask(R"({"count":9})");
  listener::Delivery large = delivery_of("call.created");
  large.record.body = std::string(held_bytes_max, 'x');
  EXPECT_TRUE(holding.wants(large)) << "one alone";
  holding.held(1, large);
  EXPECT_TRUE(holding.wants(delivery_of("call.ended"))) << "it is empty";
  EXPECT_FALSE(holding.wants(large));
  holding.released(1, listener::Release::pass);
  EXPECT_TRUE(holding.wants(large));
}

TEST_F(HoldingTest, PassesDecisionsOn) {
  holding.held(7, delivery_of("call.created"));
  EXPECT_EQ(state()["held"][0]["id"], "h7");
  std::optional<std::string> sent;
  listener::Release how{};
  const Decide decide = [&](std::uint64_t id, listener::Release release,
                            std::optional<std::string> body) -> Result<void> {
    EXPECT_EQ(id, 7U);
    how = release;
    sent = std::move(body);
    return {};
  };
  const auto status = [&](const std::string& name, const std::string& body) {
    return holding.decide(name, *Body::parse(body), decide).status;
  };
  EXPECT_EQ(status("h7", R"({"do":"drop"})"), 200U);
  EXPECT_EQ(how, listener::Release::drop);
  EXPECT_EQ(status("h7", R"({"do":"edit","body":"{}"})"), 200U);
  EXPECT_EQ(sent, "{}");
  EXPECT_EQ(status("h7", R"({"do":"edit","body":"{"})"), 400U);
  EXPECT_EQ(status("h7", R"({"do":"eat"})"), 400U);
  EXPECT_EQ(status("h8", R"({"do":"drop"})"), 404U);
  holding.released(7, listener::Release::pass);
  EXPECT_EQ(status("h7", R"({"do":"drop"})"), 404U);
  EXPECT_TRUE(state()["held"].empty());
}

}  // namespace
}  // namespace streamctl::inspector
