#include "sqs/in_hand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::sqs {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr SteadyTime start{1h};

Message message(const std::string& id, const std::string& group = "",
                const std::string& receipt = "") {
  return {id, receipt.empty() ? "r-" + id : receipt, "body of " + id, 1, group};
}

std::vector<std::string> ids_of(const std::vector<Arrival>& arrivals) {
  std::vector<std::string> ids;
  for (const Arrival& arrival : arrivals)
    ids.push_back(arrival.id);
  return ids;
}

std::vector<std::string> receipts_of(const std::vector<Held>& batch) {
  std::vector<std::string> receipts;
  for (const Held& held : batch)
    receipts.push_back(held.receipt);
  return receipts;
}

TEST(InHand, HandsOverOnceAndDeletesWhatIsDone) {
  InHand in_hand(30s);
  in_hand.add({message("a"), message("b")}, start);
  const auto arrivals = in_hand.take_ready();
  ASSERT_THAT(ids_of(arrivals), ElementsAre("a", "b"));
  EXPECT_EQ(arrivals[0].body, "body of a");
  EXPECT_THAT(in_hand.take_ready(), IsEmpty());
  EXPECT_THAT(in_hand.take_deletable(), IsEmpty());

  in_hand.settle(arrivals[0].ticket, true, start + 1s);
  in_hand.settle(arrivals[1].ticket, false, start + 1s);
  in_hand.settle(arrivals[1].ticket, true, start + 1s);  // Late: it is already released.
  in_hand.settle(99, true, start);
  EXPECT_EQ(in_hand.deletable_since(), start + 1s);
  const auto batch = in_hand.take_deletable();
  EXPECT_THAT(receipts_of(batch), ElementsAre("r-a"));
  in_hand.deleted(batch[0]);
  EXPECT_EQ(in_hand.size(), 0U);
  EXPECT_EQ(in_hand.counts(), (Counts{.received = 2, .deleted = 1, .left = 1}));
}

TEST(InHand, DeletesInBatchesOfTenAndAgainWhatFailed) {
  InHand in_hand(30s);
  for (int i = 0; i < 12; ++i)
    in_hand.add({message(std::to_string(i))}, start);
  for (const Arrival& arrival : in_hand.take_ready())
    in_hand.settle(arrival.ticket, true, start);
  const auto batch = in_hand.take_deletable();
  EXPECT_EQ(batch.size(), 10U);
  EXPECT_EQ(in_hand.deletable(), 2U);
  in_hand.retry_delete(batch[0]);
  in_hand.give_up_delete(batch[1]);
  EXPECT_EQ(in_hand.deletable(), 3U);
  EXPECT_EQ(in_hand.counts().undeleted, 1U);
}

TEST(InHand, TakesANewReceiptOfWhatItHas) {
  InHand in_hand(30s);
  in_hand.add({message("a")}, start);
  const auto ticket = in_hand.take_ready()[0].ticket;
  in_hand.add({message("a", "", "r2")}, start + 1s);
  EXPECT_THAT(in_hand.take_ready(), IsEmpty());
  EXPECT_EQ(in_hand.counts().again, 1U);
  in_hand.settle(ticket, true, start);
  const auto batch = in_hand.take_deletable();
  EXPECT_THAT(receipts_of(batch), ElementsAre("r2"));
  // Received again during its deletion: only the newest receipt is guaranteed to delete.
  in_hand.add({message("a", "", "r3")}, start + 2s);
  in_hand.deleted(batch[0]);
  EXPECT_THAT(receipts_of(in_hand.take_deletable()), ElementsAre("r3"));
  EXPECT_EQ(in_hand.counts().deleted, 0U);
}

TEST(InHand, KeepsTheOrderOfAGroup) {
  InHand in_hand(30s);
  in_hand.add({message("a1", "a"), message("a2", "a"), message("b1", "b"), message("a3", "a")},
              start);
  const auto first = in_hand.take_ready();
  ASSERT_THAT(ids_of(first), ElementsAre("a1", "b1"));
  in_hand.settle(first[0].ticket, true, start);
  const auto second = in_hand.take_ready();
  ASSERT_THAT(ids_of(second), ElementsAre("a2"));
  EXPECT_THAT(in_hand.take_releasable(), IsEmpty());
  // Later messages must not overtake a redelivered one.
  in_hand.settle(second[0].ticket, false, start);
  EXPECT_THAT(in_hand.take_ready(), IsEmpty());
  EXPECT_THAT(receipts_of(in_hand.take_releasable()), ElementsAre("r-a3"));
  EXPECT_EQ(in_hand.counts().released, 1U);
  in_hand.add({message("a2", "a"), message("a3", "a")}, start + 31s);
  EXPECT_THAT(ids_of(in_hand.take_ready()), ElementsAre("a2"));
}

TEST(InHand, ExtendsWhatWouldSoonBeVisible) {
  InHand in_hand(30s);
  EXPECT_EQ(in_hand.next_extension(), std::nullopt);
  in_hand.add({message("a")}, start);
  in_hand.add({message("b")}, start + 5s);
  EXPECT_EQ(in_hand.next_extension(), start + 15s);
  EXPECT_THAT(in_hand.take_extensible(start + 14s), IsEmpty());
  const auto batch = in_hand.take_extensible(start + 15s);
  EXPECT_THAT(receipts_of(batch), ElementsAre("r-a"));
  EXPECT_EQ(in_hand.next_extension(), start + 20s);
  in_hand.retry_extension(batch, start + 15s);
  EXPECT_EQ(in_hand.next_extension(), start + 18s);
}

TEST(InHand, GivesBackWhatIsNotFinished) {
  InHand in_hand(30s);
  in_hand.add({message("a1", "a"), message("a2", "a"), message("b"), message("c")}, start);
  EXPECT_EQ(in_hand.unsettled(), 4U);
  const auto arrivals = in_hand.take_ready();
  in_hand.drain();
  in_hand.add({message("late")}, start);
  EXPECT_THAT(receipts_of(in_hand.take_releasable()), ElementsAre("r-a2", "r-late"));
  EXPECT_EQ(in_hand.unsettled(), 3U);
  in_hand.settle(arrivals[0].ticket, true, start);
  in_hand.settle(arrivals[2].ticket, false, start);  // Another consumer may succeed.
  EXPECT_THAT(receipts_of(in_hand.take_releasable()), ElementsAre("r-c"));
  in_hand.release_handed();
  EXPECT_EQ(in_hand.unsettled(), 0U);
  EXPECT_THAT(receipts_of(in_hand.take_releasable()), ElementsAre("r-b"));
  EXPECT_EQ(in_hand.counts().left, 0U);
  in_hand.settle(arrivals[1].ticket, true, start);  // Too late.
  EXPECT_EQ(in_hand.deletable(), 1U);
  EXPECT_EQ(in_hand.size(), 1U);
}

TEST(InHand, StaysInOrderOverManyMessages) {
  InHand in_hand(30s);
  std::uint64_t settled = 0;
  for (int round = 0; round < 100; ++round) {
    std::vector<Message> batch;
    for (int i = 0; i < 10; ++i)
      batch.push_back(message(std::to_string(round * 10 + i)));
    in_hand.add(std::move(batch), start);
    for (const Arrival& arrival : in_hand.take_ready()) {
      EXPECT_EQ(arrival.id, std::to_string(settled++));
      in_hand.settle(arrival.ticket, true, start);
    }
    for (const Held& held : in_hand.take_deletable())
      in_hand.deleted(held);
    EXPECT_EQ(in_hand.size(), 0U);
  }
  EXPECT_EQ(in_hand.counts().deleted, 1000U);
}

}  // namespace
}  // namespace streamctl::sqs
