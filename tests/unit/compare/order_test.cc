#include "compare/order.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OrderTest : public ::testing::Test {
 protected:
  void pair(std::uint64_t websocket, std::uint64_t webhook, const std::string& call = "a") {
    order_.paired(websocket, webhook, {std::to_string(websocket), call, {}, ""});
  }
  std::vector<std::string> seen_;
  Order order_{[this](const Inversion& one) {
    seen_.push_back(one.webhook_first.type + "<" + one.websocket_first.type);
  }};
};

TEST_F(OrderTest, IsQuietInOrder) {
  for (std::uint64_t i = 0; i < 5; ++i)
    pair(i, i);
  EXPECT_THAT(seen_, IsEmpty());
}

TEST_F(OrderTest, ReportsWhoeverOvertook) {
  pair(0, 3);
  pair(1, 0);
  pair(2, 1);
  pair(3, 2);
  EXPECT_THAT(seen_, ElementsAre("1<0", "2<0", "3<0"));
}

TEST_F(OrderTest, WaitsForEarlierPlaces) {
  pair(2, 0);
  pair(1, 1);
  EXPECT_THAT(seen_, IsEmpty());
  order_.alone(0);
  EXPECT_THAT(seen_, ElementsAre("2<1"));
}

TEST_F(OrderTest, ComparesWithinACall) {
  pair(0, 1, "a");
  pair(1, 0, "b");
  EXPECT_THAT(seen_, IsEmpty());
}

}  // namespace
}  // namespace streamctl::compare
