#include "listener/receiver.h"

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/temp_directory.h"
#include "listener/passed_on.h"
#include "net/gzip.h"
#include "webhook/signature.h"

namespace streamctl::listener {
namespace {

using namespace std::chrono_literals;
using capture::Durability;
using capture::TempDirectory;
using capture::Writer;
using testing::ElementsAre;
using testing::HasSubstr;

const Secret secret("hush");
constexpr const char* created = R"({"type":"call.created","call_cid":"default:a"})";

/// What became of an exchange.
class FakePeer final : public net::Exchange::Peer {
 public:
  void answer(net::Response&& response) override {
    fate = std::to_string(response.status);
    answered = std::move(response);
  }
  void reset() override { fate = "reset"; }
  void hold() override { fate = "held"; }

  std::string fate = "open";
  net::Response answered;
};

class FixedClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override { return WallTime{1'700'000'000s}; }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime{}; }
};

/// A receiver and all it works with.
class Bench {
 public:
  explicit Bench(ReceiverOptions options = {}, Writer* writer = nullptr, bool forwards = false)
      : receiver_(secret, std::move(options), parts(writer, forwards)) {}

  std::shared_ptr<FakePeer> send(net::Request request) {
    auto peer = std::make_shared<FakePeer>();
    receiver_.request(std::move(request), net::Exchange(peer));
    return peer;
  }
  Receiver& operator*() { return receiver_; }

  std::vector<Seen> seen;
  std::vector<Regard> regards;
  std::vector<std::string> troubles;
  std::vector<ForwardJob> jobs;
  std::vector<std::pair<std::chrono::nanoseconds, std::function<void()>>> later;
  bool has_room = true;

 private:
  ReceiverParts parts(Writer* writer, bool forwards) {
    ReceiverParts parts{clock_};
    parts.writer = writer;
    if (forwards) {
      parts.forward = [this](ForwardJob&& job) {
        if (has_room) jobs.push_back(std::move(job));
        return has_room;
      };
    }
    parts.after = [this](std::chrono::nanoseconds delay, std::function<void()> task) {
      later.emplace_back(delay, std::move(task));
    };
    parts.seen = [this](Seen&& one, Regard regard) {
      seen.push_back(std::move(one));
      regards.push_back(regard);
    };
    parts.trouble = [this](const std::string& words) { troubles.push_back(words); };
    return parts;
  }

  FixedClock clock_;
  Receiver receiver_;
};

net::Request request_of(const std::string& body, const std::string& id = "id-1") {
  net::Request request;
  request.method = "POST";
  request.target = "/";
  request.remote = "127.0.0.1:5";
  request.headers = {{"X-WEBHOOK-ID", id}, {"X-SIGNATURE", webhook::Signer(secret).sign(body)}};
  request.body = body;
  return request;
}

net::Request attempt_of(int attempt, const std::string& id = "id-1") {
  net::Request request = request_of(created, id);
  request.headers.add("X-WEBHOOK-ATTEMPT", std::to_string(attempt));
  return request;
}

Plan plan_of(const char* text) {
  return *Plan::parse(text);
}

TEST(Receiver, AnswersASignedEvent200AndShowsIt) {
  Bench bench;
  EXPECT_EQ(bench.send(request_of(created))->fate, "200");
  ASSERT_EQ(bench.seen.size(), 1U);
  const Seen& seen = bench.seen.front();
  EXPECT_TRUE(is_sound(seen));
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
  EXPECT_EQ(bench.seen.front().refusal, "not a POST");
  EXPECT_EQ(bench.seen.front().method, "GET");
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
  for (const Seen& seen : bench.seen)
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

TEST(Receiver, CountsADeliveryOnceAndWhenItIsAccepted) {
  ReceiverOptions options;
  options.plan = plan_of("503,200");
  Bench bench(std::move(options));
  for (const int attempt : {1, 2, 3})
    bench.send(attempt_of(attempt));
  std::vector<bool> counts;
  for (const Regard& regard : bench.regards)
    counts.push_back(regard.counts);
  EXPECT_THAT(counts, ElementsAre(false, true, false));
}

TEST(Receiver, CountsTheLastStepOfAPlanThatNeverAccepts) {
  ReceiverOptions options;
  options.plan = plan_of("503,timeout");
  Bench bench(std::move(options));
  for (const int attempt : {1, 2, 3})
    bench.send(attempt_of(attempt));
  std::vector<bool> counts;
  for (const Regard& regard : bench.regards)
    counts.push_back(regard.counts);
  EXPECT_THAT(counts, ElementsAre(false, true, false));
}

TEST(Receiver, AnswersWhatTheFilterHidesAndRecordsItNot) {
  const TempDirectory directory;
  auto writer = Writer::open(directory.path("a.jsonl"), Durability::process);
  ASSERT_TRUE(writer);
  ReceiverOptions options;
  options.selection.types = {"user.*"};
  Bench bench(std::move(options), &*writer, true);
  EXPECT_EQ(bench.send(request_of(created))->fate, "200");
  (*bench).turn_end();
  EXPECT_EQ(directory.read("a.jsonl"), "");
  EXPECT_TRUE(bench.jobs.empty());
  EXPECT_EQ(bench.regards, (std::vector<Regard>{{.shown = false, .counts = false}}));
}

TEST(Receiver, MarksRetriesAndHidesThemUnderDedupe) {
  for (const bool dedupe : {false, true}) {
    ReceiverOptions options;
    options.dedupe = dedupe;
    Bench bench(std::move(options));
    bench.send(attempt_of(1));
    EXPECT_EQ(bench.send(attempt_of(2))->fate, "200");
    EXPECT_TRUE(bench.seen.at(1).retry);
    EXPECT_EQ(bench.seen.at(1).record.attempt, 2);
    EXPECT_EQ(bench.seen.at(1).first_seen, bench.seen.at(0).record.received_at);
    EXPECT_EQ(bench.regards.at(1).shown, !dedupe);
  }
}

TEST(Receiver, DoesNotHideARetryOfWhatWasNotPassedOn) {
  ReceiverOptions options;
  options.dedupe = true;
  Bench bench(std::move(options), nullptr, true);
  bench.send(attempt_of(1));
  net::HttpOutcome failed;
  failed.kind = net::HttpOutcome::Kind::answered;
  failed.status = 500;
  (*bench).forwarded(bench.jobs.at(0).id, std::move(failed));
  const auto second = bench.send(attempt_of(2));
  ASSERT_EQ(bench.jobs.size(), 2U);
  net::HttpOutcome good;
  good.kind = net::HttpOutcome::Kind::answered;
  good.status = 204;
  (*bench).forwarded(bench.jobs.at(1).id, std::move(good));
  EXPECT_EQ(second->fate, "204");
  EXPECT_EQ(bench.send(attempt_of(3))->fate, "200");
  EXPECT_EQ(bench.jobs.size(), 2U);
  EXPECT_THAT(bench.regards,
              ElementsAre(Regard{true, false}, Regard{true, true}, Regard{false, false}));
}

TEST(Receiver, ForwardsTheExactBytesAndAnswersAsTheTargetDid) {
  struct Row {
    net::HttpOutcome::Kind kind;
    unsigned status;
    std::string fate;
  };
  using Kind = net::HttpOutcome::Kind;
  const std::vector<Row> rows{{Kind::answered, 200, "200"}, {Kind::answered, 422, "422"},
                              {Kind::answered, 503, "503"}, {Kind::answered, 999, "502"},
                              {Kind::network, 0, "502"},    {Kind::timeout, 0, "504"}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.fate);
    ReceiverOptions options;
    options.show_response = true;
    Bench bench(std::move(options), nullptr, true);
    net::Request request = request_of(created);
    request.body = net::gzip(created);
    request.headers.add("Content-Encoding", "gzip");
    const std::string wire = request.body;
    const auto peer = bench.send(request);
    EXPECT_EQ(peer->fate, "open");
    ASSERT_EQ(bench.jobs.size(), 1U);
    EXPECT_EQ(*bench.jobs.front().body, wire);
    net::HttpOutcome outcome;
    outcome.kind = row.kind;
    outcome.status = row.status;
    outcome.body = "told";
    (*bench).forwarded(bench.jobs.front().id, std::move(outcome));
    EXPECT_EQ(peer->fate, row.fate);
    ASSERT_TRUE(bench.seen.at(0).forwarded);
    EXPECT_EQ(bench.seen.at(0).forwarded->status, row.status);
    EXPECT_EQ(bench.seen.at(0).forwarded->response_body, "told");
    EXPECT_EQ(bench.seen.at(0).record.body, created);
  }
}

TEST(Receiver, RecordsBeforeItForwards) {
  const TempDirectory directory;
  auto writer = Writer::open(directory.path("a.jsonl"), Durability::process);
  ASSERT_TRUE(writer);
  Bench bench({}, &*writer, true);
  bench.send(request_of(created));
  EXPECT_TRUE(bench.jobs.empty());
  (*bench).turn_end();
  EXPECT_EQ(bench.jobs.size(), 1U);
  EXPECT_THAT(directory.read("a.jsonl"), HasSubstr("call.created"));
}

TEST(Receiver, Answers503WhenTheForwarderIsFull) {
  Bench bench({}, nullptr, true);
  bench.has_room = false;
  EXPECT_EQ(bench.send(request_of(created))->fate, "503");
  EXPECT_THAT(bench.seen.front().note, HasSubstr("not forwarded"));
}

TEST(Receiver, ForwardsOnlyTheAttemptsThatThePlanAccepts) {
  ReceiverOptions options;
  options.plan = plan_of("503,200");
  Bench bench(std::move(options), nullptr, true);
  EXPECT_EQ(bench.send(attempt_of(1))->fate, "503");
  EXPECT_TRUE(bench.jobs.empty());
  EXPECT_EQ(bench.send(attempt_of(2))->fate, "open");
  EXPECT_EQ(bench.jobs.size(), 1U);
}

TEST(Receiver, ShowsWhatTheServerRefused) {
  Bench bench;
  (*bench).refused({431, "header fields larger than 32 KiB", "POST", "/x", "127.0.0.1:5"});
  const Seen& seen = bench.seen.at(0);
  EXPECT_EQ(seen.status, 431U);
  EXPECT_EQ(seen.refusal, "header fields larger than 32 KiB");
  EXPECT_EQ(seen.target, "/x");
  EXPECT_EQ(seen.record.remote, "127.0.0.1:5");
}

TEST(Receiver, TakesUnsignedEventsWhenToldNotToVerify) {
  ReceiverOptions options;
  options.verify.check_signature = false;
  Bench bench(std::move(options));
  net::Request request = request_of(created);
  request.headers = {};
  EXPECT_EQ(bench.send(request)->fate, "200");
  EXPECT_FALSE(bench.seen.front().record.verified);
}

TEST(PassedOn, KeepsWhatDescribesTheEventOnly) {
  const net::Headers received{{"Host", "x"},
                              {"x-webhook-id", "1"},
                              {"X-WEBHOOK-NEW", "2"},
                              {"X-Signature", "3"},
                              {"x-api-key", "4"},
                              {"Content-Type", "5"},
                              {"content-encoding", "6"},
                              {"Content-Length", "7"},
                              {"Authorization", "8"},
                              {"Connection", "9"}};
  EXPECT_EQ(passed_on(received), (net::Headers{{"x-webhook-id", "1"},
                                               {"X-WEBHOOK-NEW", "2"},
                                               {"X-Signature", "3"},
                                               {"x-api-key", "4"},
                                               {"Content-Type", "5"},
                                               {"content-encoding", "6"}}));
}

}  // namespace
}  // namespace streamctl::listener
