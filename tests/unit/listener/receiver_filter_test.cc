#include "listener/receiver_bench.h"

namespace streamctl::listener {
namespace {

using filter::Failure;

filter::Decision failed(std::uint64_t id, Failure failure) {
  return {id, false, failure, "because"};
}

TEST(Receiver, WaitsForTheFilterAndForNothingElse) {
  ReceiverOptions options;
  options.selection.types = {"call.*"};
  Bench bench(std::move(options), nullptr, false, true);
  const auto one = bench.send(request_of(created, "1"));
  const auto two = bench.send(request_of(R"({"type":"user.banned"})", "2"));
  const auto three = bench.send(request_of(created, "3"));
  ASSERT_EQ(bench.questions.size(), 2U);
  EXPECT_EQ(bench.questions.front().second, created);
  EXPECT_EQ(one->fate, "open");
  EXPECT_EQ(two->fate, "200") << "its type is not wanted anyway";
  (*bench).judged({bench.questions[0].first, true, std::nullopt, ""});
  (*bench).judged({bench.questions[1].first, false, std::nullopt, ""});
  EXPECT_EQ(one->fate, "200");
  EXPECT_EQ(three->fate, "200");
  EXPECT_EQ(bench.regards, (std::vector<Regard>{{.shown = false, .counts = false},
                                                {.shown = true, .counts = true},
                                                {.shown = false, .counts = false}}));
  EXPECT_TRUE(bench.troubles.empty());
}

TEST(Receiver, StoresWhatTheFilterFailedOnAndLeavesItOutOtherwise) {
  const TempDirectory directory;
  auto writer = Writer::open(directory.path("a.jsonl"), Durability::process);
  ASSERT_TRUE(writer);
  Bench bench({}, &*writer, true, true);
  const auto peer = bench.send(request_of(created));
  (*bench).judged(failed(bench.questions.at(0).first, Failure::crash));
  EXPECT_EQ(peer->fate, "open");
  (*bench).turn_end();
  EXPECT_EQ(peer->fate, "200");
  EXPECT_THAT(directory.read("a.jsonl"), HasSubstr(R"("webhook_id":"id-1")"));
  EXPECT_TRUE(bench.jobs.empty());
  EXPECT_TRUE(bench.seen.at(0).recorded);
  EXPECT_EQ(bench.regards, (std::vector<Regard>{{.shown = false, .counts = false}}));
  EXPECT_THAT(bench.troubles,
              ElementsAre("--filter failed on an event (call.created, webhook id id-1), which is "
                          "recorded and otherwise left out: because; more of the kind are only "
                          "counted"));
  EXPECT_EQ((*bench).filter_failures().total(), 1U);
}

TEST(Receiver, Answers503WhereTheFilterDidNotComeToIt) {
  const TempDirectory directory;
  auto writer = Writer::open(directory.path("a.jsonl"), Durability::process);
  ASSERT_TRUE(writer);
  for (const Failure failure : {Failure::backlog, Failure::ended}) {
    Bench bench({}, &*writer, true, true);
    const auto peer = bench.send(request_of(created));
    (*bench).judged(failed(bench.questions.at(0).first, failure));
    (*bench).turn_end();
    EXPECT_EQ(peer->fate, "503");
    EXPECT_EQ(bench.seen.at(0).note, "not judged by --filter: because");
    EXPECT_FALSE(bench.seen.at(0).recorded);
    EXPECT_THAT(bench.troubles.at(0), HasSubstr("which is answered 503: because"));
  }
  EXPECT_EQ(directory.read("a.jsonl"), "");
}

}  // namespace
}  // namespace streamctl::listener
