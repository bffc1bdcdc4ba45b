#include "replay/progress.h"

#include <memory>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/record_samples.h"
#include "capture/temp_directory.h"

namespace streamctl::replay {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

Sent sent_of(std::uint64_t index, std::chrono::nanoseconds due = 0ns) {
  Sent sent;
  sent.index = index;
  sent.due = due;
  return sent;
}

delivery::Delivery delivery_of(std::uint64_t index, bool delivered = true) {
  delivery::Delivery delivery;
  delivery.tag = index;
  delivery.delivered = delivered;
  delivery.attempts.emplace_back();
  delivery.attempts.back().at = WallTime{} + 5s;
  return delivery;
}

void attempt(Progress& progress, std::uint64_t index, std::chrono::nanoseconds at, int number = 1) {
  delivery::Outgoing outgoing;
  outgoing.tag = index;
  delivery::Attempt attempt;
  attempt.number = number;
  attempt.at = WallTime{} + at;
  progress.attempted(outgoing, attempt);
}

TEST(Progress, CountsFinishedEventsUpToTheFirstInFlight) {
  Progress progress(std::nullopt);
  for (std::uint64_t index = 0; index < 4; ++index)
    progress.sent(sent_of(index));
  EXPECT_TRUE(progress.finished(delivery_of(2)));
  EXPECT_TRUE(progress.finished(delivery_of(1, false)));
  EXPECT_EQ(progress.contiguous(), 0U);
  EXPECT_TRUE(progress.finished(delivery_of(0)));
  EXPECT_EQ(progress.contiguous(), 3U);
  EXPECT_TRUE(progress.finished(delivery_of(3)));
  EXPECT_EQ(progress.contiguous(), 4U);
}

TEST(Progress, WaitsForAnEventThatShufflingHoldsBack) {
  Progress progress(std::nullopt);
  progress.sent(sent_of(2));
  progress.sent(sent_of(1));
  EXPECT_TRUE(progress.finished(delivery_of(1)));
  EXPECT_TRUE(progress.finished(delivery_of(2)));
  EXPECT_EQ(progress.contiguous(), 0U);
  progress.sent(sent_of(0));
  EXPECT_TRUE(progress.finished(delivery_of(0)));
  EXPECT_EQ(progress.contiguous(), 3U);
}

TEST(Progress, DoesNotCountADeliveryThatWasCut) {
  Progress progress(std::nullopt);
  progress.sent(sent_of(0));
  progress.sent(sent_of(1));
  auto cut = delivery_of(0, false);
  cut.is_cut = true;
  EXPECT_TRUE(progress.finished(cut));
  EXPECT_TRUE(progress.finished(delivery_of(1)));
  EXPECT_EQ(progress.contiguous(), 0U);
}

TEST(Progress, IgnoresTheSecondCopyOfAnEvent) {
  Progress progress(std::nullopt);
  progress.sent(sent_of(0));
  progress.sent(sent_of(1));
  EXPECT_TRUE(progress.finished(delivery_of(0)));
  EXPECT_TRUE(progress.finished(delivery_of(0)));
  EXPECT_EQ(progress.contiguous(), 1U);
}

TEST(Progress, WritesEachFailedEventOnce) {
  const capture::TempDirectory directory;
  auto writer = capture::Writer::open(directory.path("failed.jsonl"), capture::Durability::process);
  ASSERT_TRUE(writer);
  Progress progress(std::optional(*std::move(writer)));
  for (std::uint64_t index = 0; index < 3; ++index) {
    Sent sent = sent_of(index);
    sent.record =
        std::make_unique<capture::Record>(capture::record_of("id-" + std::to_string(index)));
    progress.sent(std::move(sent));
  }
  auto cut = delivery_of(2, false);
  cut.is_cut = true;
  EXPECT_TRUE(progress.finished(delivery_of(0)));
  EXPECT_TRUE(progress.finished(delivery_of(1, false)));
  EXPECT_TRUE(progress.finished(delivery_of(1, false)));
  EXPECT_TRUE(progress.finished(cut));
  capture::Record failed = capture::record_of("id-1");
  failed.received_at = WallTime{} + 5s;  // Time of its first attempt: the record had none.
  EXPECT_EQ(directory.read("failed.jsonl"), capture::line_of(failed));
}

TEST(Progress, MeasuresTheLongestDelayOfFirstAttempts) {
  Progress progress(std::nullopt);
  progress.sent(sent_of(0, 0s));
  progress.sent(sent_of(1, 10s));
  progress.sent(sent_of(2, 20s));
  attempt(progress, 0, 100s);
  EXPECT_EQ(progress.latest(), 0ns);
  attempt(progress, 1, 113s);
  attempt(progress, 2, 121s);
  EXPECT_EQ(progress.latest(), 3s);
  attempt(progress, 2, 150s, 2);
  EXPECT_EQ(progress.latest(), 3s) << "a retry is not late";
}

}  // namespace
}  // namespace streamctl::replay
