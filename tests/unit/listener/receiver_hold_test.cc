// A receiver whose deliveries are held.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "listener/receiver_bench.h"

namespace streamctl::listener {
namespace {

/// Wants every delivery.
class Keeper final : public Holder {
 public:
  bool wants(const Delivery& delivery) override {
    asked.push_back(delivery.record.type);
    return true;
  }
  Release held(std::uint64_t id, const Delivery& /*delivery*/) override {
    ids.push_back(id);
    return at_end;
  }
  void released(std::uint64_t id, Release /*how*/) override { done.push_back(id); }

  Release at_end = Release::pass;

  std::vector<std::string> asked;
  std::vector<std::uint64_t> ids;
  std::vector<std::uint64_t> done;
};

TEST(ReceiverHold, AnswersOnceItIsReleased) {
  Bench bench;
  Keeper keeper;
  (*bench).set_holder(&keeper);
  const auto peer = bench.send(request_of(created));
  EXPECT_EQ(peer->fate, "open");
  EXPECT_TRUE(bench.seen.empty());
  ASSERT_EQ(keeper.ids.size(), 1U);
  (*bench).release(keeper.ids[0], Release::pass, std::nullopt);
  EXPECT_EQ(peer->fate, "200");
  EXPECT_EQ(keeper.done, keeper.ids);
  EXPECT_EQ(keeper.asked.size(), 1U) << "it is not held again";
  (*bench).release(keeper.ids[0], Release::drop, std::nullopt);  // Too late.
  EXPECT_EQ(bench.seen.size(), 1U);
}

TEST(ReceiverHold, ReleasesByItself) {
  Bench bench;
  Keeper keeper;
  (*bench).set_holder(&keeper);
  const auto peer = bench.send(request_of(created));
  ASSERT_EQ(bench.later.size(), 1U);
  EXPECT_EQ(bench.later[0].first, hold_time_max);
  bench.later[0].second();
  EXPECT_EQ(peer->fate, "200");
}

TEST(ReceiverHold, AsksForAnotherAttempt) {
  Bench bench({}, nullptr, true);
  Keeper keeper;
  keeper.at_end = Release::again;
  (*bench).set_holder(&keeper);
  const auto peer = bench.send(request_of(created));
  bench.later.at(0).second();
  EXPECT_EQ(peer->fate, "503");
  EXPECT_TRUE(bench.jobs.empty());
  EXPECT_EQ(bench.seen.at(0).status, 503U);
  EXPECT_THAT(bench.seen[0].note, HasSubstr("sent again"));
}

TEST(ReceiverHold, ReleasesAll) {
  Bench bench;
  Keeper keeper;
  (*bench).set_holder(&keeper);
  const auto first = bench.send(request_of(created, "a"));
  const auto second = bench.send(request_of(created, "b"));
  (*bench).release_all();
  EXPECT_EQ(first->fate, "200");
  EXPECT_EQ(second->fate, "200");
}

TEST(ReceiverHold, Drops) {
  Bench bench;
  Keeper keeper;
  (*bench).set_holder(&keeper);
  const auto peer = bench.send(request_of(created));
  (*bench).release(keeper.ids.at(0), Release::drop, std::nullopt);
  EXPECT_EQ(peer->fate, "reset");
  EXPECT_EQ(bench.seen.at(0).status, 0U);
  EXPECT_THAT(bench.seen[0].note, HasSubstr("dropped"));
}

TEST(ReceiverHold, ForwardsTwice) {
  Bench bench({}, nullptr, true);
  Keeper keeper;
  (*bench).set_holder(&keeper);
  bench.send(request_of(created));
  EXPECT_TRUE(bench.jobs.empty());
  (*bench).release(keeper.ids.at(0), Release::twice, std::nullopt);
  ASSERT_EQ(bench.jobs.size(), 2U);
  EXPECT_EQ(bench.jobs[0].body, bench.jobs[1].body);
  EXPECT_NE(bench.jobs[0].id, bench.jobs[1].id);
}

TEST(ReceiverHold, SignsWhatWasEdited) {
  Bench bench({}, nullptr, true);
  Keeper keeper;
  (*bench).set_holder(&keeper);
  bench.send(request_of(created));
  const std::string edited = R"({"type":"call.created","n":1})";
  (*bench).release(keeper.ids.at(0), Release::pass, edited);
  ASSERT_EQ(bench.jobs.size(), 1U);
  EXPECT_EQ(*bench.jobs[0].body, edited);
  EXPECT_EQ(bench.jobs[0].headers.value("X-Signature"), webhook::Signer(secret).sign(edited));
  EXPECT_EQ(bench.jobs[0].headers.value("X-Webhook-Id"), "id-1");
}

TEST(ReceiverHold, LetsRefusedDeliveriesGo) {
  Bench bench;
  Keeper keeper;
  (*bench).set_holder(&keeper);
  net::Request request = request_of(created);
  request.headers.set("X-Signature", "wrong");
  EXPECT_EQ(bench.send(std::move(request))->fate, "401");
  EXPECT_TRUE(keeper.asked.empty());
}

}  // namespace
}  // namespace streamctl::listener
