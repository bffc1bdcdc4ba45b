// A receiver with several targets.
#include <string>
#include <utility>
#include <vector>

#include "listener/receiver_bench.h"

namespace streamctl::listener {
namespace {

/// Targets "http://0/", "http://1/"…, for the globs in turn; "": every event.
ReceiverOptions options_for(const std::vector<std::string>& globs) {
  ReceiverOptions options;
  for (const std::string& glob : globs) {
    Route& route = options.routes.emplace_back();
    if (!glob.empty()) route.types.push_back(glob);
    route.target.url = "http://" + std::to_string(options.routes.size() - 1) + "/";
  }
  return options;
}

net::HttpOutcome answered(unsigned status) {
  net::HttpOutcome outcome;
  outcome.kind = status == 0 ? net::HttpOutcome::Kind::network : net::HttpOutcome::Kind::answered;
  outcome.status = status;
  return outcome;
}

/// The routes of the jobs since the last call, which are answered with `statuses` in turn.
std::vector<std::size_t> answer_all(Bench& bench, const std::vector<unsigned>& statuses) {
  std::vector<std::size_t> routes;
  const std::vector<ForwardJob> jobs = std::exchange(bench.jobs, {});
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    routes.push_back(jobs[i].route);
    (*bench).forwarded(jobs[i].id, jobs[i].route, answered(statuses.at(i)));
  }
  return routes;
}

TEST(ReceiverRoutes, AnswerOnceEveryTargetHasAndWithTheWorst) {
  Bench bench(options_for({"", "", "custom"}), nullptr, true);
  const auto peer = bench.send(request_of(created));
  ASSERT_EQ(bench.jobs.size(), 2U);
  EXPECT_EQ(bench.jobs[0].body, bench.jobs[1].body);
  (*bench).forwarded(bench.jobs[1].id, 1, answered(503));
  EXPECT_EQ(peer->fate, "open");
  EXPECT_EQ((*bench).forwards_under_way(), 1U);
  (*bench).forwarded(bench.jobs[0].id, 0, answered(404));
  EXPECT_EQ(peer->fate, "503");
  EXPECT_EQ((*bench).forwards_under_way(), 0U);
  ASSERT_EQ(bench.seen.at(0).forwarded.size(), 2U);
  EXPECT_EQ(bench.seen[0].forwarded[0].url, "http://0/");
  EXPECT_EQ(bench.seen[0].forwarded[0].answer.status, 404U);
  EXPECT_EQ(bench.seen[0].forwarded[1].answer.status, 503U);
}

TEST(ReceiverRoutes, SendARetryOnlyToTheTargetsThatFailed) {
  Bench bench(options_for({"", "", ""}), nullptr, true);
  bench.send(attempt_of(1));
  EXPECT_THAT(answer_all(bench, {200, 500, 0}), ElementsAre(0, 1, 2));
  bench.send(attempt_of(2));
  EXPECT_THAT(answer_all(bench, {204, 503}), ElementsAre(1, 2));
  EXPECT_EQ(bench.seen.at(1).note, "not sent again to http://0/, which accepted it");
  const auto third = bench.send(attempt_of(3));
  EXPECT_THAT(answer_all(bench, {202}), ElementsAre(2));
  EXPECT_EQ(third->fate, "202");
  bench.send(attempt_of(1, "another"));
  EXPECT_THAT(answer_all(bench, {200, 200, 200}), ElementsAre(0, 1, 2));
  EXPECT_THAT(bench.regards, ElementsAre(Regard{true, false}, Regard{true, false},
                                         Regard{true, true}, Regard{true, true}));
}

TEST(ReceiverRoutes, ForgetNoTargetWhileAnEarlierAttemptIsUnderWay) {
  Bench bench(options_for({"", ""}), nullptr, true);
  const auto first = bench.send(attempt_of(1));
  const std::vector<ForwardJob> jobs = std::exchange(bench.jobs, {});
  (*bench).forwarded(jobs.at(0).id, 0, answered(200));
  const auto second = bench.send(attempt_of(2));
  EXPECT_THAT(answer_all(bench, {200}), ElementsAre(1));
  EXPECT_EQ(second->fate, "200");
  EXPECT_EQ(first->fate, "open");
  (*bench).forwarded(jobs.at(1).id, 1, answered(500));
  EXPECT_EQ(first->fate, "500");
  bench.send(attempt_of(3));
  EXPECT_THAT(answer_all(bench, {200}), ElementsAre(1));
}

TEST(ReceiverRoutes, HideUnderDedupeOnlyWhatEveryTargetAccepted) {
  ReceiverOptions options = options_for({"", ""});
  options.dedupe = true;
  Bench bench(std::move(options), nullptr, true);
  bench.send(attempt_of(1));
  EXPECT_THAT(answer_all(bench, {200, 500}), ElementsAre(0, 1));
  bench.send(attempt_of(2));
  EXPECT_THAT(answer_all(bench, {200}), ElementsAre(1));
  EXPECT_EQ(bench.send(attempt_of(3))->fate, "200");
  EXPECT_TRUE(bench.jobs.empty());
  EXPECT_THAT(bench.regards,
              ElementsAre(Regard{true, false}, Regard{true, true}, Regard{false, false}));
}

TEST(ReceiverRoutes, AcceptWhatIsForNoTarget) {
  ReceiverOptions options = options_for({"custom"});
  options.dedupe = true;
  Bench bench(std::move(options), nullptr, true);
  EXPECT_EQ(bench.send(request_of(created))->fate, "200");
  EXPECT_TRUE(bench.jobs.empty());
  EXPECT_TRUE(bench.seen.at(0).is_for_no_target);
  EXPECT_EQ(bench.regards.at(0), (Regard{true, true}));
  bench.send(request_of(created));
  EXPECT_FALSE(bench.regards.at(1).shown);
}

TEST(ReceiverRoutes, FailWhereOneTargetHasNoRoom) {
  Bench bench(options_for({"", ""}), nullptr, true);
  bench.full_route = 0;
  const auto first = bench.send(attempt_of(1));
  EXPECT_THAT(answer_all(bench, {200}), ElementsAre(1));
  EXPECT_EQ(first->fate, "503");
  EXPECT_EQ(bench.seen.at(0).note, "not forwarded to http://0/: too many deliveries wait for it");
  bench.full_route.reset();
  const auto second = bench.send(attempt_of(2));
  EXPECT_THAT(answer_all(bench, {200}), ElementsAre(0));
  EXPECT_EQ(second->fate, "200");
}

TEST(ReceiverRoutes, RecordEachAnswerOnALineOfItsOwn) {
  const TempDirectory directory;
  auto writer = Writer::open(directory.path("a.jsonl"), Durability::process);
  ASSERT_TRUE(writer);
  Bench bench(options_for({"", ""}), &*writer, true);
  bench.send(request_of(created));
  (*bench).turn_end();
  ASSERT_EQ(bench.jobs.size(), 2U);
  (*bench).forwarded(bench.jobs[1].id, 1, answered(503));
  (*bench).turn_end();
  EXPECT_THAT(directory.read("a.jsonl"), HasSubstr(R"("url":"http://1/","status":503)"));
  EXPECT_THAT(directory.read("a.jsonl"), testing::Not(HasSubstr("http://0/")));
  (*bench).forwarded(bench.jobs[0].id, 0, answered(200));
  (*bench).turn_end();
  EXPECT_THAT(directory.read("a.jsonl"), HasSubstr(R"("url":"http://0/","status":200)"));
}

}  // namespace
}  // namespace streamctl::listener
