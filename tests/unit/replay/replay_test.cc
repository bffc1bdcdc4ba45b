#include "replay/replay.h"

#include <atomic>
#include <set>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/temp_directory.h"
#include "net/scripted_peer.h"

namespace streamctl::replay {
namespace {

using testing::answer;
using ::testing::HasSubstr;
using testing::ScriptedPeer;

/// Counts the calls, and those that overlap another call.
class Calls final : public Observer {
 public:
  void malformed(const Error&) override { count(malformed_lines); }
  void filter_failed(const std::string&) override {}
  void waits(std::chrono::nanoseconds, WallTime) override {}
  void attempted(const delivery::Outgoing&, const delivery::Attempt&) override { count(attempts); }
  void exchanged(const delivery::Envelope&, const net::HttpOutcome&) override { count(exchanges); }
  void finished(const delivery::Delivery&) override { count(deliveries); }
  void notice(const std::string&) override {}

  int malformed_lines = 0;
  int attempts = 0;
  int exchanges = 0;
  int deliveries = 0;
  std::atomic<int> overlaps = 0;
  std::set<std::thread::id> threads;

 private:
  void count(int& calls) {
    if (is_busy_.exchange(true)) ++overlaps;
    ++calls;
    threads.insert(std::this_thread::get_id());
    std::this_thread::yield();  // Invites the other thread.
    is_busy_ = false;
  }
  std::atomic<bool> is_busy_ = false;
};

Replay::Options options_for(const ScriptedPeer& peer, std::size_t concurrency) {
  Replay::Options options;
  options.delivery.sender.target.url = peer.url();
  options.delivery.sender.concurrency = concurrency;
  options.reports_exchanges = true;
  return options;
}

TEST(Replay, ReportsFromItsThreadsOneCallAtATime) {
  constexpr int count = 500;
  const capture::TempDirectory directory;
  std::string text;
  for (int n = 0; n < count; ++n)
    text += "{\"type\":\"call.created\"}\n{malformed\n";
  directory.write("mix.jsonl", text);
  Plan plan;
  plan.files = {directory.path("mix.jsonl")};
  Calls calls;
  Replay replay(std::move(plan), Random(1), std::nullopt, calls);
  ASSERT_TRUE(replay.begin());
  const ScriptedPeer peer([](const auto&, int) { return answer(200); });
  auto options = options_for(peer, 8);
  options.delivery.awaits_source = true;  // Read on another thread.
  const SystemClock clock;
  const auto result = replay.run(options, clock, {});
  EXPECT_FALSE(result.stopped);
  EXPECT_EQ(calls.malformed_lines, count);
  EXPECT_EQ(calls.attempts, count);
  EXPECT_EQ(calls.exchanges, count);
  EXPECT_EQ(calls.deliveries, count);
  EXPECT_GT(calls.threads.size(), 1U) << "the test needs two threads";
  EXPECT_EQ(calls.overlaps, 0);
  EXPECT_EQ(replay.progress().contiguous(), 500U);
  EXPECT_EQ(replay.failure(), std::nullopt);
}

TEST(Replay, ReportsExchangesOnlyOnRequest) {
  const capture::TempDirectory directory;
  directory.write("one.json", R"({"type":"call.created"})");
  Plan plan;
  plan.files = {directory.path("one.json")};
  Calls calls;
  Replay replay(std::move(plan), Random(1), std::nullopt, calls);
  ASSERT_TRUE(replay.begin());
  const ScriptedPeer peer({answer(200)});
  auto options = options_for(peer, 1);
  options.reports_exchanges = false;
  const SystemClock clock;
  replay.run(options, clock, {});
  EXPECT_EQ(calls.deliveries, 1);
  EXPECT_EQ(calls.exchanges, 0);
}

TEST(Replay, KeepsFailedEventsForAnotherReplay) {
  const capture::TempDirectory directory;
  directory.write("two.jsonl", "{\"type\":\"call.created\"}\n{\"type\":\"call.ended\"}\n");
  auto failed = capture::Writer::open(directory.path("failed.jsonl"), capture::Durability::process);
  ASSERT_TRUE(failed);
  Plan plan;
  plan.files = {directory.path("two.jsonl")};
  plan.keeps_records = true;
  Calls calls;
  Replay replay(std::move(plan), Random(1), std::optional(*std::move(failed)), calls);
  ASSERT_TRUE(replay.begin());
  EXPECT_EQ(replay.total_if_few(10), 2U);
  const ScriptedPeer peer({answer(404), answer(200)});
  const SystemClock clock;
  replay.run(options_for(peer, 1), clock, {});
  EXPECT_EQ(replay.failure(), std::nullopt);
  EXPECT_THAT(directory.read("failed.jsonl"), HasSubstr("call.created"));
  EXPECT_THAT(directory.read("failed.jsonl"), ::testing::Not(HasSubstr("call.ended")));
}

}  // namespace
}  // namespace streamctl::replay
