#include "capture/parallel_counter.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "capture/values.h"

namespace streamctl::capture {
namespace {

/// A line of its own for each number: new types, calls and ids, retries, and gaps in time.
std::string event(int number) {
  const auto text = [](int value) { return std::to_string(value); };
  const int minute = number / 60 % 60;
  return R"({"kind":"event","received_at":"2026-11-23T17:)" + text(minute / 10) +
         text(minute % 10) + ":" + text(number / 10 % 6) + text(number % 10) +
         R"(Z","transport":"webhook","webhook_id":")" + text(number / 3) + R"(","attempt":)" +
         text(1 + number % 2) + R"(,"type":"type.)" + text(number % 7) +
         R"(","call_cid":"default:)" + text(number % 12'000) +
         R"(","headers":{},"body":"{\"created_at\":\"2026-11-23T16:59:5)" + text(number % 10) +
         R"(Z\"}"})";
}

/// Several batches of every kind of line.
std::vector<std::string> mixed_lines() {
  std::vector<std::string> lines;
  for (int number = 0; number < 20'000; ++number) {
    lines.push_back(event(number));
    if (number % 1000 == 1) lines.push_back(R"({"kind":"summary"})");
    if (number % 1000 == 2) lines.push_back("torn" + std::to_string(number));
    if (number % 1000 == 3)
      lines.push_back(R"({"kind":"event","received_at":"2026-11-23T17:00:00Z","type":"\ud800",)"
                      R"("n":1e400,"body":"{}"})");
    if (number % 1000 == 4)
      lines.push_back(event(number) + std::string(ParallelCounter::batch_bytes, ' '));
  }
  return lines;
}

using MalformedLines = std::vector<std::pair<std::string, std::uint64_t>>;

struct Counted {
  Census census;
  MalformedLines malformed;
};

Counted counted(const std::vector<std::string>& lines, unsigned threads) {
  Counted result;
  Counter counter;
  ParallelCounter parallel(counter, threads, [&](std::string_view text, std::uint64_t line) {
    result.malformed.emplace_back(text, line);
  });
  std::string padded;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    padded.assign(lines[i]).append(value_padding, ' ');
    parallel.add(std::string_view(padded).substr(0, lines[i].size()), i + 1);
  }
  parallel.finish();
  result.census = counter.census();
  return result;
}

TEST(ParallelCounter, CountsAsOneThreadDoes) {
  const auto lines = mixed_lines();
  const Counted one = counted(lines, 1);
  EXPECT_EQ(one.census.events, 20'040U);
  EXPECT_EQ(one.malformed.size(), 20U);
  for (const unsigned threads : {2U, 3U, 64U}) {
    const Counted many = counted(lines, threads);
    EXPECT_EQ(many.malformed, one.malformed);
    EXPECT_EQ(many.census.events, one.census.events);
    EXPECT_EQ(many.census.body_bytes, one.census.body_bytes);
    EXPECT_EQ(many.census.retries, one.census.retries);
    EXPECT_EQ(many.census.duplicates, one.census.duplicates);
    EXPECT_EQ(many.census.types, one.census.types);
    EXPECT_EQ(many.census.calls, one.census.calls);
    EXPECT_EQ(many.census.other_calls, one.census.other_calls);
    EXPECT_EQ(many.census.rate, one.census.rate);
    EXPECT_EQ(many.census.gaps, one.census.gaps);
    ASSERT_TRUE(many.census.latency);
    EXPECT_EQ(many.census.latency->sampled, one.census.latency->sampled);
    EXPECT_EQ(many.census.latency->p50, one.census.latency->p50);
    EXPECT_EQ(many.census.latency->max, one.census.latency->max);
  }
}

TEST(ParallelCounter, EndsWithoutItsLinesBeingCounted) {
  Counter counter;
  {
    ParallelCounter parallel(counter, 2, [](std::string_view, std::uint64_t) {});
    const std::string line = event(1) + std::string(value_padding, ' ');
    for (std::uint64_t number = 1; number < 2000; ++number)
      parallel.add(std::string_view(line).substr(0, line.size() - value_padding), number);
  }
  EXPECT_LT(counter.census().events, 2000U);
}

}  // namespace
}  // namespace streamctl::capture
