#include "emulator/serve/hook_dispatcher.h"

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/queue.h"
#include "net/scripted_peer.h"
#include "threads.h"

namespace streamctl::emulator {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::next;
using testing::ScriptedPeer;
using ::testing::SizeIs;

Event event() {
  Event made;
  made.type = "call.created";
  made.call_cid = "default:a";
  made.body = {{"type", "call.created"}};
  return made;
}

HookTarget webhook(const std::string& url) {
  HookTarget target;
  target.url = url;
  return target;
}

HookTarget queue() {
  HookTarget target;
  target.url = "http://127.0.0.1:1/1/q";
  target.is_queue = true;
  return target;
}

class HookDispatcherTest : public ::testing::Test {
 protected:
  static HookOptions options() {
    HookOptions made;
    made.webhook.api_key = "key";
    made.webhook.secret = Secret("secret");
    return made;
  }

  testing::WoundClock clock_;
  BoundedQueue<DeliveryActivity> delivered_{100};
  HookDispatcher dispatcher_{options(), clock_, Random(7), [this](DeliveryActivity&& activity) {
                               delivered_.push(std::move(activity));
                             }};
};

TEST_F(HookDispatcherTest, DeliversAnEventToEachHook) {
  ScriptedPeer first({testing::answer(200)});
  ScriptedPeer second({testing::answer(200)});
  EXPECT_THAT(dispatcher_.send(event(), {webhook(first.url()), webhook(second.url())}), IsEmpty());
  std::set<std::string> urls;
  std::set<std::string> ids;
  for (int i = 0; i < 2; ++i) {
    const auto activity = next(delivered_);
    EXPECT_TRUE(activity.delivery.delivered);
    EXPECT_EQ(activity.delivery.type, "call.created");
    urls.insert(activity.url);
    ids.insert(activity.delivery.webhook_id);
  }
  EXPECT_EQ(urls, (std::set<std::string>{first.url(), second.url()}));
  EXPECT_THAT(ids, SizeIs(2)) << "a webhook id is not used twice";
  EXPECT_EQ(first.requests().at(0).body, R"({"type":"call.created"})");
  EXPECT_EQ(first.requests().at(0).field("X-Api-Key"), "key");
}

TEST_F(HookDispatcherTest, WritesTimesAsNumbersIfAsked) {
  HookOptions numbers = options();
  numbers.dates = DateForm::nanoseconds;
  HookDispatcher dispatcher{std::move(numbers), clock_, Random(7), [](DeliveryActivity&&) {}};
  ScriptedPeer peer({testing::answer(200)});
  Event made = event();
  made.body["created_at"] = "2026-11-23T17:00:00.123456789Z";
  made.body["custom"] = {{"created_at", "2026-11-23T17:00:00Z"}};
  dispatcher.send(made, {webhook(peer.url())});
  dispatcher.close(clock_.steady() + std::chrono::hours(1));
  EXPECT_EQ(peer.requests().at(0).body,
            R"({"type":"call.created","created_at":1795453200123456789,)"
            R"("custom":{"created_at":"2026-11-23T17:00:00Z"}})");
}

TEST_F(HookDispatcherTest, ReportsAQueueThatItCannotOpen) {
  const auto dropped = dispatcher_.send(event(), {queue()});
  ASSERT_THAT(dropped, SizeIs(1));
  EXPECT_EQ(dropped[0].type, "call.created");
  EXPECT_EQ(dropped[0].url, queue().url);
  EXPECT_EQ(dropped[0].at, clock_.now());
  EXPECT_THAT(dropped[0].error, HasSubstr("check its URL and credentials"));
}

TEST_F(HookDispatcherTest, OpensABoundedNumberOfChannels) {
  const auto url = [](std::size_t number) {
    return "http://127.0.0.1:1/" + std::to_string(number);
  };
  for (std::size_t i = 0; i < hook_channels_max; ++i)
    ASSERT_THAT(dispatcher_.send(event(), {webhook(url(i))}), IsEmpty());
  EXPECT_THAT(dispatcher_.send(event(), {webhook(url(hook_channels_max))}), SizeIs(1));
  EXPECT_THAT(dispatcher_.send(event(), {webhook(url(0))}), IsEmpty()) << "it has one already";
  dispatcher_.close(clock_.steady());
}

TEST_F(HookDispatcherTest, CutsDeliveriesThatDoNotEndInTime) {
  BoundedQueue<int> arrived{1};
  ScriptedPeer peer([&](const testing::PeerRequest&, int number) {
    arrived.push(int{number});
    return testing::silence();
  });
  ASSERT_THAT(dispatcher_.send(event(), {webhook(peer.url())}), IsEmpty());
  next(arrived);
  dispatcher_.close(clock_.steady());
  EXPECT_FALSE(next(delivered_).delivery.delivered);
}

}  // namespace
}  // namespace streamctl::emulator
