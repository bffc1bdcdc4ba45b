#include "listener/audience.h"

#include <string>
#include <utility>
#include <variant>

#include <gtest/gtest.h>

namespace streamctl::listener {
namespace {

Delivery seen_of(const std::string& type, std::size_t body_bytes = 10) {
  Delivery seen;
  seen.record.type = type;
  seen.record.body = std::string(body_bytes, 'x');
  return seen;
}

const std::string& type_of(const Seen& seen) {
  return std::get<Delivery>(seen).record.type;
}

std::vector<Seen> one(const std::string& type, std::size_t body_bytes = 10) {
  std::vector<Seen> turn;
  turn.emplace_back(seen_of(type, body_bytes));
  return turn;
}

TEST(ShownQueue, SkipsAndCountsWhatASlowPrinterHasNoRoomFor) {
  ShownQueue queue(10'000);
  queue.push(one("a", 8'000));
  queue.push(one("b", 8'000));
  queue.push(one("c", 8'000));
  auto first = queue.pop();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->skipped, 0U);
  EXPECT_EQ(type_of(first->seen.at(0)), "a");
  queue.push(one("d", 8'000));  // Still no room: the popped items are being printed.
  queue.close();
  auto rest = queue.pop();
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->skipped, 3U);
  EXPECT_TRUE(rest->seen.empty());
  EXPECT_FALSE(queue.pop());
}

TEST(ShownQueue, TellsWhatWasSkippedBeforeWhatCameAfter) {
  ShownQueue queue(12'000);
  queue.push(one("a", 9'000));
  queue.push(one("b", 9'000));
  ASSERT_TRUE(queue.pop());
  queue.push(one("small", 10));
  queue.close();
  const auto next = queue.pop();
  ASSERT_TRUE(next);
  EXPECT_EQ(next->skipped, 1U);
  EXPECT_EQ(type_of(next->seen.at(0)), "small");
  EXPECT_FALSE(queue.pop());
}

TEST(ShownQueue, TakesADeliveryLargerThanTheBoundWhenNothingWaits) {
  ShownQueue queue(1'000);
  queue.push(one("large", 50'000));
  const auto shown = queue.pop();
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->skipped, 0U);
  EXPECT_EQ(shown->seen.size(), 1U);
}

TEST(ShownQueue, CountsTheHeaderFieldsOfAConfirmation) {
  ShownQueue queue(20'000);
  for (int i = 0; i < 3; ++i) {
    sns::Confirmation confirmation;
    confirmation.request.headers.add("X-Padding", std::string(9'000, 'x'));
    std::vector<Seen> turn;
    turn.emplace_back(std::move(confirmation));
    queue.push(std::move(turn));
  }
  queue.close();
  for (int i = 0; i < 2; ++i) {
    const auto shown = queue.pop();
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->seen.size(), 1U);
  }
  const auto rest = queue.pop();
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->skipped, 1U);
  EXPECT_TRUE(rest->seen.empty());
}

TEST(Audience, CountsAllThoughThePrinterMissesSome) {
  ShownQueue queue(1'000);
  int met = 0;
  Audience audience(Expectations({.count = 3}), &queue, [&] { ++met; });
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(met, 0);
    audience.saw(seen_of("call.created", 5'000), {.shown = true, .counts = true});
    audience.turn_end();
  }
  audience.turn_end();
  EXPECT_EQ(met, 1);
  EXPECT_EQ(audience.tally().received, 3U);
}

TEST(Audience, HoldsNoMoreThanTheQueueMayUntilATurnEnds) {
  ShownQueue queue(3'000'000);
  Audience audience(Expectations(), &queue, nullptr);
  for (int i = 0; i < 10; ++i)
    audience.saw(seen_of("large", 1'200'000), {});
  audience.turn_end();
  queue.close();
  std::size_t shown = 0;
  std::size_t skipped = 0;
  while (const auto next = queue.pop()) {
    shown += next->seen.size();
    skipped += next->skipped;
  }
  EXPECT_EQ(shown, 2U);
  EXPECT_EQ(skipped, 8U);
}

TEST(Audience, ShowsOnlyWhatIsToBeShown) {
  ShownQueue queue;
  Audience audience(Expectations(), &queue, nullptr);
  audience.saw(seen_of("hidden"), {.shown = false});
  audience.saw(seen_of("shown"), {});
  audience.turn_end();
  queue.close();
  const auto shown = queue.pop();
  ASSERT_TRUE(shown);
  ASSERT_EQ(shown->seen.size(), 1U);
  EXPECT_EQ(type_of(shown->seen.front()), "shown");
}

TEST(Audience, CountsRefusalsAndShowsAsidesUncounted) {
  ShownQueue queue;
  Audience audience(Expectations(), &queue, nullptr);
  audience.saw(Refusal{{405, "not a POST"}, {}}, {});
  audience.saw(Aside{"between"}, {});
  audience.turn_end();
  EXPECT_EQ(audience.tally().received, 1U);
  EXPECT_EQ(audience.tally().refused, 1U);
  const auto shown = queue.pop();
  ASSERT_TRUE(shown);
  ASSERT_EQ(shown->seen.size(), 2U);
  EXPECT_EQ(std::get<Refusal>(shown->seen[0]).why, "not a POST");
  EXPECT_EQ(std::get<Aside>(shown->seen[1]).line, "between");
}

TEST(Tally, SortsDeliveriesByWhatBecameOfThem) {
  Tally tally;
  tally.add(seen_of("b"), true);
  tally.add(seen_of("a"), true);
  Delivery retry = seen_of("b");
  retry.retry = retry.duplicate = retry.recorded = true;
  retry.forwarded.emplace_back().answer.status = 204;
  tally.add(retry, true);
  Delivery failed = seen_of("c");
  failed.status = 503;
  tally.add(failed, true);
  tally.add(seen_of("filtered"), false);
  Delivery refused = seen_of("x");
  refused.fault = webhook::Fault::wrong_signature;
  refused.status = 401;
  tally.add(refused, true);
  EXPECT_EQ(tally.received, 6U);
  EXPECT_EQ(tally.accepted, 4U);
  EXPECT_EQ(tally.failed, 1U);
  EXPECT_EQ(tally.refused, 1U);
  EXPECT_EQ(tally.retries, 1U);
  EXPECT_EQ(tally.duplicates, 1U);
  EXPECT_EQ(tally.filtered, 1U);
  EXPECT_EQ(tally.recorded, 1U);
  EXPECT_EQ(tally.forwarded, 1U);
  using Types = std::vector<std::pair<std::string, std::uint64_t>>;
  EXPECT_EQ(tally.types(), (Types{{"b", 2}, {"a", 1}, {"c", 1}}));
}

TEST(Tally, BoundsTheTypesItNames) {
  Tally tally;
  for (std::size_t i = 0; i < tallied_types_max + 5; ++i)
    tally.add(seen_of("type" + std::to_string(i)), true);
  EXPECT_EQ(tally.types().size(), tallied_types_max + 1);
  EXPECT_EQ(tally.types().front(), (std::pair<std::string, std::uint64_t>{other_types, 5}));
}

}  // namespace
}  // namespace streamctl::listener
