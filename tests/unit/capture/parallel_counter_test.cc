#include "capture/parallel_counter.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "capture/temp_directory.h"
#include "capture/values.h"
#include "core/file.h"

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

/// Several blocks of every kind of line that begins with a brace.
std::vector<std::string> mixed_lines() {
  std::vector<std::string> lines;
  for (int number = 0; number < 20'000; ++number) {
    lines.push_back(event(number));
    if (number % 1000 == 1) lines.push_back(R"({"kind":"summary"})");
    if (number % 1000 == 2) lines.push_back(R"({"kind":"torn)" + std::to_string(number));
    if (number % 1000 == 3)
      lines.push_back(R"({"kind":"event","received_at":"2026-11-23T17:00:00Z","type":"\ud800",)"
                      R"("n":1e400,"body":"{}"})");
    if (number % 1000 == 4)
      lines.push_back(event(number) + std::string(ParallelCounter::block_bytes - 1000, ' '));
  }
  return lines;
}

using MalformedLines = std::vector<std::pair<std::string, std::uint64_t>>;

struct Counted {
  Census census;
  MalformedLines malformed;
  std::uint64_t lines = 0;
  std::string rest;  ///< What was not counted.
};

/// Counts `text` behind `before` other bytes.
Counted counted(const std::string& text, unsigned threads, std::stop_token stop = {},
                std::size_t before = 0) {
  const TempDirectory directory;
  directory.write("capture.jsonl", std::string(before, '\n') + text);
  const auto input = ValueReader::open_input(directory.path("capture.jsonl"));
  EXPECT_TRUE(input);
  EXPECT_EQ(::lseek(input->file.get(), static_cast<off_t>(before), SEEK_SET),
            static_cast<off_t>(before));
  Counted result;
  Counter counter;
  const ParallelCounter parallel(
      counter, threads,
      [&](std::string_view line, std::uint64_t number) {
        result.malformed.emplace_back(line, number);
      },
      std::move(stop));
  result.lines = parallel.count(input->file.get());
  result.census = counter.census();
  const auto at = static_cast<std::size_t>(::lseek(input->file.get(), 0, SEEK_CUR));
  result.rest = text.substr(at - before);
  if (result.lines > 0) {
    EXPECT_EQ(result.rest.front(), '\n');
    result.rest.erase(0, 1);
  }
  return result;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines)
    text += line + '\n';
  return text;
}

TEST(ParallelCounter, CountsAsOneThreadDoes) {
  const auto lines = mixed_lines();
  Counter counter;
  MalformedLines malformed;
  std::string padded;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    padded.assign(lines[i]).append(value_padding, ' ');
    if (counter.add(std::string_view(padded).substr(0, lines[i].size())) == LineKind::malformed)
      malformed.emplace_back(lines[i], i + 1);
  }
  const Census one = counter.census();
  EXPECT_EQ(one.events, 20'040U);
  EXPECT_EQ(malformed.size(), 20U);
  for (const unsigned threads : {0U, 2U, 3U, 64U}) {
    const Counted many = counted(joined(lines), threads, {}, threads * 7);
    EXPECT_EQ(many.lines, lines.size());
    EXPECT_EQ(many.rest, "");
    EXPECT_EQ(many.malformed, malformed);
    EXPECT_EQ(many.census.events, one.events);
    EXPECT_EQ(many.census.body_bytes, one.body_bytes);
    EXPECT_EQ(many.census.retries, one.retries);
    EXPECT_EQ(many.census.duplicates, one.duplicates);
    EXPECT_EQ(many.census.types, one.types);
    EXPECT_EQ(many.census.calls, one.calls);
    EXPECT_EQ(many.census.other_calls, one.other_calls);
    EXPECT_EQ(many.census.rate, one.rate);
    EXPECT_EQ(many.census.gaps, one.gaps);
    ASSERT_TRUE(many.census.latency);
    EXPECT_EQ(many.census.latency->sampled, one.latency->sampled);
    EXPECT_EQ(many.census.latency->p50, one.latency->p50);
    EXPECT_EQ(many.census.latency->max, one.latency->max);
  }
}

TEST(ParallelCounter, LeavesTheFileAtWhatItCannotRead) {
  std::vector<std::string> many;
  while (many.size() < 2500)
    many.push_back(event(static_cast<int>(many.size())));
  const std::string before = joined(many);
  ASSERT_GT(before.size(), 2 * ParallelCounter::block_bytes);
  const std::string behind = "\n" + before;
  for (const std::string& rest :
       {std::string(), event(1), "\n" + before, "{\n}\n" + before, " {}\n" + before,
        "POST / HTTP/1.1\n" + before, "\x1F\x8B\x08\n" + before, std::string(100, 'A') + behind,
        event(1) + std::string(ParallelCounter::block_bytes, ' ') + behind,
        event(1) + std::string(3 * ParallelCounter::block_bytes, ' '),
        event(1) + std::string(3 * ParallelCounter::block_bytes, ' ') + behind}) {
    for (const unsigned threads : {1U, 3U}) {
      const Counted result = counted(before + rest, threads);
      EXPECT_EQ(result.lines, many.size());
      EXPECT_EQ(result.census.events, many.size());
      EXPECT_EQ(result.rest.size(), rest.size());
      EXPECT_TRUE(result.rest == rest);
    }
  }
}

// Any end of a line relative to the ends of the blocks.
TEST(ParallelCounter, FindsTheLinesAtTheEdgesOfBlocks) {
  const std::string first = event(1);
  for (std::size_t size = ParallelCounter::block_bytes - 3;
       size <= ParallelCounter::block_bytes + 1; ++size) {
    const std::string text =
        joined({first + std::string(size - first.size(), ' '), event(2),
                event(3) + std::string(ParallelCounter::block_bytes / 2, ' '),
                event(4) + std::string(ParallelCounter::block_bytes / 2, ' ')});
    const Counted result = counted(text, 3);
    const bool fits = size <= ParallelCounter::block_bytes;
    EXPECT_EQ(result.lines, fits ? 4U : 0U) << size;
    EXPECT_EQ(result.census.events, fits ? 4U : 0U) << size;
  }
}

TEST(ParallelCounter, LeavesAFileThatMayHoldMoreThanLines) {
  for (const std::string first : {R"({"kind":"event",)", R"({"a":1} {"b":2})", "[", ""}) {
    const Counted result = counted(joined({first, event(1), event(2)}), 2);
    EXPECT_EQ(result.lines, 0U) << first;
    EXPECT_EQ(result.rest, joined({first, event(1), event(2)}));
    EXPECT_TRUE(result.malformed.empty());
  }
}

TEST(ParallelCounter, LeavesAPipe) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const FileDescriptor out(ends[0]);
  const FileDescriptor in(ends[1]);
  ASSERT_EQ(write_all(in.get(), event(1) + "\n"), 0);
  Counter counter;
  EXPECT_EQ(ParallelCounter(counter, 2, nullptr).count(out.get()), 0U);
}

TEST(ParallelCounter, EndsAfterAStop) {
  std::stop_source stop;
  stop.request_stop();
  const auto lines = mixed_lines();
  EXPECT_LT(counted(joined(lines), 2, stop.get_token()).lines, lines.size() / 2);
}

}  // namespace
}  // namespace streamctl::capture
