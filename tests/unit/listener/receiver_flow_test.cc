#include <algorithm>
#include <sys/stat.h>

#include "listener/passed_on.h"
#include "listener/receiver.h"
#include "listener/receiver_bench.h"
#include "net/gzip.h"

namespace streamctl::listener {
namespace {

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

TEST(Receiver, WritesAndAnswersALargeTurnBeforeItEnds) {
  const TempDirectory directory;
  auto writer = Writer::open(directory.path("a.jsonl"), Durability::process);
  ASSERT_TRUE(writer);
  Bench bench({}, &*writer);
  const std::string large =
      R"({"type":"call.created","padding":")" + std::string(1024 * 1024, 'x') + R"("})";
  std::vector<std::shared_ptr<FakePeer>> peers;
  const auto answered = [&] {
    return std::count_if(peers.begin(), peers.end(),
                         [](const auto& peer) { return peer->fate == "200"; });
  };
  while (answered() == 0 && peers.size() < 20)
    peers.push_back(bench.send(request_of(large, std::to_string(peers.size()))));
  EXPECT_EQ(peers.size(), 8U);  // A little over 8 MiB.
  EXPECT_EQ(answered(), 8);
  EXPECT_GT(directory.read("a.jsonl").size(), 8U * 1024 * 1024);
  EXPECT_FALSE(writer->pending());
}

TEST(Receiver, SaysOnceThatItsCaptureWasMoved) {
  const TempDirectory directory;
  const std::string path = directory.path("a.jsonl");
  auto writer = Writer::open(path, Durability::process);
  ASSERT_TRUE(writer);
  Bench bench({}, &*writer);
  for (const int attempt : {1, 2, 3}) {
    if (attempt == 2) {
      ASSERT_EQ(::rename(path.c_str(), directory.path("b.jsonl").c_str()), 0);
    }
    const auto peer = bench.send(attempt_of(attempt, std::to_string(attempt)));
    (*bench).turn_end();
    EXPECT_EQ(peer->fate, "200");
  }
  EXPECT_THAT(bench.troubles, ElementsAre(HasSubstr("was moved or replaced")));
  EXPECT_THAT(directory.read("a.jsonl"), HasSubstr(R"("webhook_id":"3")"));
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
  (*bench).forwarded(bench.jobs.at(0).id, 0, std::move(failed));
  const auto second = bench.send(attempt_of(2));
  ASSERT_EQ(bench.jobs.size(), 2U);
  net::HttpOutcome good;
  good.kind = net::HttpOutcome::Kind::answered;
  good.status = 204;
  (*bench).forwarded(bench.jobs.at(1).id, 0, std::move(good));
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
    (*bench).forwarded(bench.jobs.front().id, 0, std::move(outcome));
    EXPECT_EQ(peer->fate, row.fate);
    ASSERT_EQ(bench.seen.at(0).forwarded.size(), 1U);
    EXPECT_EQ(bench.seen.at(0).forwarded[0].answer.status, row.status);
    EXPECT_EQ(bench.seen.at(0).forwarded[0].answer.response_body, "told");
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
  bench.full_route = 0;
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
  const Refusal& refusal = bench.refusals.at(0);
  EXPECT_EQ(refusal.status, 431U);
  EXPECT_EQ(refusal.why, "header fields larger than 32 KiB");
  EXPECT_EQ(refusal.target, "/x");
  EXPECT_EQ(refusal.remote, "127.0.0.1:5");
  EXPECT_EQ(refusal.received_at, FixedClock().now());
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

TEST(Forwarding, NamesItselfAndKnowsWhatComesBack) {
  Bench bench({.name = "streamctl-1"}, nullptr, true);
  net::Request request = request_of(created);
  request.headers.add("Via", "1.1 a");
  request.headers.add("Via", "1.1 b");
  bench.send(request);
  ASSERT_EQ(bench.jobs.size(), 1U);
  ASSERT_NE(bench.jobs[0].headers.find("Via"), nullptr);
  EXPECT_EQ(*bench.jobs[0].headers.find("Via"), "1.1 a, 1.1 b, 1.1 streamctl-1");

  request.headers.add("via", "1.1 c, 1.1 streamctl-1 , 1.1 d");
  EXPECT_EQ(bench.send(request)->fate, "508");
  EXPECT_EQ(bench.jobs.size(), 1U);
  EXPECT_THAT(bench.refusals.back().why, HasSubstr("came back"));

  net::Request other = request_of(created);
  other.headers.add("Via", "1.1 streamctl-11");
  EXPECT_EQ(bench.send(other)->fate, "open");
}

TEST(Forwarding, SendsNoViaWithoutAName) {
  Bench bench({}, nullptr, true);
  bench.send(request_of(created));
  ASSERT_EQ(bench.jobs.size(), 1U);
  EXPECT_EQ(bench.jobs[0].headers.find("Via"), nullptr);
}

}  // namespace
}  // namespace streamctl::listener
