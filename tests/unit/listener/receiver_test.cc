#include "listener/receiver.h"

#include <sys/stat.h>

#include "listener/passed_on.h"
#include "listener/receiver_bench.h"
#include "net/gzip.h"

namespace streamctl::listener {
namespace {

TEST(Receiver, AnswersASignedEvent200AndShowsIt) {
  Bench bench;
  EXPECT_EQ(bench.send(request_of(created))->fate, "200");
  ASSERT_EQ(bench.seen.size(), 1U);
  const Delivery& seen = bench.seen.front();
  EXPECT_FALSE(seen.fault);
  EXPECT_TRUE(seen.record.verified);
  EXPECT_EQ(seen.record.type, "call.created");
  EXPECT_EQ(seen.record.call_cid, "default:a");
  EXPECT_EQ(seen.record.webhook_id, "id-1");
  EXPECT_EQ(seen.record.body, created);
  EXPECT_EQ(seen.wire_bytes, seen.body_bytes);
  EXPECT_EQ(bench.regards, (std::vector<Regard>{{.shown = true, .counts = true}}));
}

TEST(Receiver, RefusesWithTheStatusOfWhatIsWrong) {
  struct Row {
    std::string name;
    net::Request request;
    std::string status;
    std::string code;
  };
  const auto with = [](net::Request request, const char* name, const char* value) {
    request.headers.set(name, value);
    return request;
  };
  net::Request unsigned_one = request_of(created);
  unsigned_one.headers = {};
  net::Request broken = request_of("\x1f\x8b\x08 broken");
  net::Request large = request_of(std::string(2000, ' '));
  large.body = net::gzip(large.body);
  const std::vector<Row> rows{
      {"no JSON", request_of("hello"), "400", "not_an_event"},
      {"no object", request_of("[]"), "400", "not_an_event"},
      {"empty", request_of(""), "400", "not_an_event"},
      {"broken gzip", broken, "400", "bad_gzip"},
      {"unsigned", unsigned_one, "401", "missing_signature"},
      {"wrong", with(request_of(created), "X-Signature", "00"), "401", "wrong_signature"},
      {"brotli", with(request_of(created), "Content-Encoding", "br"), "415", "unknown_encoding"},
      {"large", large, "413", "too_large"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    ReceiverOptions options;
    options.verify.body_bytes_max = 1000;
    Bench bench(std::move(options));
    const auto peer = bench.send(row.request);
    EXPECT_EQ(peer->fate, row.status);
    EXPECT_THAT(peer->answered.body, HasSubstr("\"code\":\"" + row.code + "\""));
    ASSERT_EQ(bench.seen.size(), 1U);
    EXPECT_TRUE(bench.seen.front().fault);
    EXPECT_FALSE(bench.regards.front().counts);
  }
}

TEST(Receiver, TellsAnotherAppsKeyFromAWrongSecret) {
  ReceiverOptions options;
  options.api_key = "ours";
  Bench bench(std::move(options));
  net::Request request = request_of(created);
  request.headers.set("X-Signature", std::string(64, '0'));
  request.headers.add("X-Api-Key",
                      "th\x1B"
                      "eirs");
  EXPECT_THAT(bench.send(request)->answered.body, HasSubstr("X-Api-Key is th"));
  EXPECT_EQ(bench.seen.front().note, "its X-Api-Key is th\\u001beirs, ours is ours");
}

TEST(Receiver, ServesItsPathAndBelow) {
  struct Row {
    std::string path;
    std::string target;
    std::string fate;
  };
  const std::vector<Row> rows{{"/", "/", "200"},
                              {"/", "/any/thing?x=1", "200"},
                              {"/hooks", "/hooks", "200"},
                              {"/hooks", "/hooks/", "200"},
                              {"/hooks", "/hooks?a=b", "200"},
                              {"/hooks/", "/hooks", "200"},
                              {"/hooks", "/hooks/a", "200"},
                              {"/hooks", "/hooksx", "404"},
                              {"/hooks", "/", "404"},
                              {"/hooks", "*", "404"}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.path + " " + row.target);
    ReceiverOptions options;
    options.path = row.path;
    Bench bench(std::move(options));
    net::Request request = request_of(created);
    request.target = row.target;
    EXPECT_EQ(bench.send(request)->fate, row.fate);
  }
}

TEST(Receiver, AllowsNothingButPost) {
  Bench bench;
  net::Request request = request_of(created);
  request.method = "GET";
  const auto peer = bench.send(request);
  EXPECT_EQ(peer->fate, "405");
  EXPECT_EQ(*peer->answered.headers.find("Allow"), "POST");
  EXPECT_THAT(peer->answered.body, HasSubstr("streamctl"));
  EXPECT_EQ(bench.refusals.at(0).why, "not a POST");
  EXPECT_EQ(bench.refusals.at(0).method, "GET");
}

TEST(Receiver, AnswersOnlyWhatIsWritten) {
  const TempDirectory directory;
  auto writer = Writer::open(directory.path("a.jsonl"), Durability::process);
  ASSERT_TRUE(writer);
  Bench bench({}, &*writer);
  const auto one = bench.send(request_of(created, "1"));
  const auto two = bench.send(request_of(created, "2"));
  EXPECT_EQ(one->fate, "open");
  EXPECT_EQ(directory.read("a.jsonl"), "");
  (*bench).turn_end();
  EXPECT_EQ(one->fate, "200");
  EXPECT_EQ(two->fate, "200");
  EXPECT_THAT(directory.read("a.jsonl"), HasSubstr(R"("webhook_id":"2")"));
  EXPECT_TRUE(bench.seen.at(0).recorded);
}

TEST(Receiver, RecordsNothingThatIsNotSound) {
  const TempDirectory directory;
  auto writer = Writer::open(directory.path("a.jsonl"), Durability::process);
  ASSERT_TRUE(writer);
  Bench bench({}, &*writer);
  net::Request request = request_of(created);
  request.headers.set("X-Signature", "forged");
  EXPECT_EQ(bench.send(request)->fate, "401");
  (*bench).turn_end();
  EXPECT_EQ(directory.read("a.jsonl"), "");
}

TEST(Receiver, Answers503WhatCannotBeWrittenAndSaysSoOnce) {
  struct stat status {};
  if (::stat("/dev/full", &status) != 0) GTEST_SKIP() << "no /dev/full here";
  auto writer = Writer::open("/dev/full", Durability::process);
  ASSERT_TRUE(writer) << writer.error().what;
  Bench bench({}, &*writer);
  for (const char* id : {"1", "2"}) {
    const auto peer = bench.send(request_of(created, id));
    (*bench).turn_end();
    EXPECT_EQ(peer->fate, "503");
  }
  ASSERT_EQ(bench.troubles.size(), 1U);
  EXPECT_THAT(bench.troubles.front(), HasSubstr("cannot record: cannot write /dev/full: No space"));
  EXPECT_FALSE(bench.seen.at(0).recorded);
  EXPECT_FALSE(bench.regards.at(0).counts);
}

TEST(Receiver, MisbehavesByThePlan) {
  ReceiverOptions options;
  options.plan = plan_of("503,timeout,reset,slow:2s,202");
  Bench bench(std::move(options));
  std::vector<std::string> fates;
  for (int attempt = 1; attempt <= 6; ++attempt)
    fates.push_back(bench.send(attempt_of(attempt))->fate);
  EXPECT_THAT(fates, ElementsAre("503", "held", "reset", "open", "202", "202"));
  std::vector<std::string> misbehaviours;
  for (const Delivery& seen : bench.seen)
    misbehaviours.push_back(seen.misbehaviour);
  EXPECT_THAT(misbehaviours, ElementsAre("503", "timeout", "reset", "slow:2s", "", ""));
}

TEST(Receiver, AnswersLateWhereThePlanIsSlow) {
  ReceiverOptions options;
  options.plan = plan_of("slow:2s");
  Bench bench(std::move(options));
  const auto peer = bench.send(request_of(created));
  EXPECT_EQ(peer->fate, "open");
  ASSERT_EQ(bench.later.size(), 1U);
  EXPECT_EQ(bench.later.front().first, 2s);
  bench.later.front().second();
  EXPECT_EQ(peer->fate, "200");
}

}  // namespace
}  // namespace streamctl::listener
