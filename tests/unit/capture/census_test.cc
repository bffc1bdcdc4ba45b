#include "capture/census.h"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "capture/attempts_seen.h"
#include "capture/name_counts.h"
#include "capture/values.h"
#include "core/time_text.h"

namespace streamctl::capture {
namespace {

using namespace std::chrono_literals;

struct Line {
  std::string received_at = "2026-11-23T17:00:00.000000Z";
  std::string webhook_id = "a";
  int attempt = 1;
  std::string type = "call.created";
  std::string call_cid = "default:a";
  std::string body = R"({\"type\":\"call.created\",\"created_at\":\"2026-11-23T16:59:59Z\"})";
  bool verified = true;

  [[nodiscard]] std::string text() const {
    return R"({"kind":"event","v":1,"received_at":")" + received_at +
           R"(","transport":"webhook","verified":)" + (verified ? "true" : "false") +
           R"(,"webhook_id":")" + webhook_id + R"(","attempt":)" + std::to_string(attempt) +
           R"(,"type":")" + type + R"(","call_cid":")" + call_cid +
           R"(","remote":"127.0.0.1:1","headers":{},"body":")" + body + R"("})";
  }
};

LineKind add(Counter& counter, std::string text) {
  const std::size_t size = text.size();
  text.reserve(size + value_padding);
  return counter.add(std::string_view(text.data(), size));
}

TEST(Census, CountsTypesCallsRetriesAndDuplicates) {
  Counter counter;
  add(counter, Line{}.text());
  add(counter, Line{.attempt = 2}.text());
  add(counter, Line{.attempt = 2}.text());
  add(counter,
      Line{.webhook_id = "b", .type = "call.ended", .call_cid = "", .verified = false}.text());
  const Census census = counter.census();
  EXPECT_EQ(census.events, 4U);
  EXPECT_EQ(census.types, (std::vector<Tally>{{"call.created", 3}, {"call.ended", 1}}));
  EXPECT_EQ(census.calls, (std::vector<Tally>{{"default:a", 3}}));
  EXPECT_EQ(census.transports, (std::vector<Tally>{{"webhook", 4}}));
  EXPECT_EQ(census.retries, 2U);
  EXPECT_EQ(census.duplicates, 1U);
  EXPECT_EQ(census.unverified, 1U);
}

TEST(Census, TellsManyIdsApart) {
  Counter counter;
  constexpr int ids = 3000;
  for (int round = 0; round < 2; ++round) {
    for (int id = 0; id < ids; ++id)
      add(counter, Line{.webhook_id = std::to_string(id), .attempt = round + 1}.text());
  }
  add(counter, Line{.webhook_id = "7", .attempt = 2}.text());
  const Census census = counter.census();
  EXPECT_EQ(census.retries, ids + 1U);
  EXPECT_EQ(census.duplicates, 1U);
}

TEST(NameCounts, IsExactWhileAllNamesFit) {
  NameCounts counts;
  for (std::size_t i = 0; i < NameCounts::names_max; ++i)
    counts.add(std::to_string(i));
  counts.add("7");
  const auto tallies = counts.tallies();
  EXPECT_EQ(tallies.size(), NameCounts::names_max);
  EXPECT_EQ(tallies.front(), (Tally{"7", 2}));
  EXPECT_EQ(counts.others(), 0U);
}

TEST(NameCounts, KeepsWhatComesOftenAndCountsTheRestTogether) {
  NameCounts counts;
  constexpr std::uint64_t rare = 100'000;
  for (std::uint64_t i = 0; i < rare; ++i) {
    counts.add("rare" + std::to_string(i));
    counts.add("always");
    if (i >= rare / 2) counts.add("late");
  }
  const auto tallies = counts.tallies();
  EXPECT_LE(tallies.size(), NameCounts::names_max);
  EXPECT_EQ(tallies[0], (Tally{"always", rare}));
  EXPECT_EQ(tallies[1], (Tally{"late", rare / 2, true}));
  std::uint64_t total = counts.others();
  for (const Tally& one : tallies)
    total += one.count;
  EXPECT_EQ(total, rare + rare + rare / 2);
}

TEST(NameCounts, IsBoundedInBytesToo) {
  NameCounts counts;
  const std::string mebibyte(1024 * 1024, 'x');
  for (int i = 0; i < 100; ++i)
    counts.add(mebibyte + std::to_string(i));
  counts.add(std::string(NameCounts::bytes_max, 'y'));
  std::size_t bytes = 0;
  std::uint64_t total = counts.others();
  for (const Tally& one : counts.tallies()) {
    bytes += one.name.size();
    total += one.count;
  }
  EXPECT_LE(bytes, NameCounts::bytes_max);
  EXPECT_EQ(total, 101U);
}

TEST(AttemptsSeen, RemembersTheLatest) {
  AttemptsSeen seen(1000);
  for (int i = 0; i < 10'000; ++i)
    EXPECT_FALSE(seen.add(std::to_string(i), 1).id) << i;
  EXPECT_EQ(seen.forgotten(), 8000U);
  for (int i = 9000; i < 10'000; ++i) {
    const auto before = seen.add(std::to_string(i), 2);
    EXPECT_TRUE(before.id && !before.attempt) << i;
  }
  EXPECT_TRUE(seen.add("9999", 1).attempt);
  EXPECT_FALSE(seen.add("5", 1).id);
}

TEST(Census, CountsALineWhateverItsForm) {
  const std::string plain = Line{}.text();
  std::string spaced = plain;
  spaced.insert(plain.size() - 1, " ");
  const std::string last =
      R"({"type":"a","body":"{\"b\":1}","kind":"event","received_at":"2026-11-23T17:00:00Z"})";
  const std::string escaped =
      R"({"k\u0069nd":"event","received_at":"2026-11-23T17:00:00Z","headers":{"A":"},"},"body":"gr\u00fc\\"})";
  const std::string beyond =
      R"({"kind":"event","received_at":"2026-11-23T17:00:00Z","type":"\ud800","n":1e400,"body":"{}"})";
  for (const std::string& text : {plain, spaced, last, escaped, beyond}) {
    SCOPED_TRACE(text);
    Counter counter;
    EXPECT_EQ(add(counter, text), LineKind::event);
    const auto begin = text.find(R"("body":")") + 8;
    const auto end = text == last ? text.find(R"(","kind)") : text.rfind('"');
    EXPECT_EQ(counter.census().body_bytes, end - begin);
  }
}

// A line as it is written is read without a parser.
TEST(Census, ReadsAWrittenLineAsItReadsAnyOther) {
  const std::string written = Line{}.text();
  std::vector<std::string> lines{written};
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string line = written;
    const std::size_t place = line.find(from);
    ASSERT_NE(place, std::string::npos) << from;
    lines.push_back(line.replace(place, from.size(), to));
  };
  for (const char* const to : {"2", "9", "12", "0", "-1", "01", "1.5", "null", "", "\"1\""})
    changed(R"("attempt":1)", std::string(R"("attempt":)") + to);
  for (const char* const to :
       {"call.\\u0065nded", "caf\xC3\xA9", "\xFF", "a\tb", "", "a\\", "[]{}|"})
    changed("call.created", to);
  for (const char* const to : {"false", "null", "truefalse", "\"true\""})
    changed(R"("verified":true)", std::string(R"("verified":)") + to);
  for (const char* const to :
       {R"("A":"b")", R"("A":"b\"c")", R"("A":"{}")", R"("A":{"b":["c"]})", R"("A":"b)", R"("A)",
        R"(},"headers":{)", R"(},"type":"other","b":{)", "]", "{", "}"})
    changed(R"("headers":{)", std::string(R"("headers":{)") + to);
  changed("17:00", "1700");
  changed(R"("v":1)", R"("v":2)");
  changed(R"("v":1,)", "");
  changed(R"("call_cid":"default:a",)", "");
  changed(R"("remote":"127.0.0.1:1")", R"("remote":null)");
  for (const std::string& line : lines) {
    Counter one;
    Counter other;
    std::string spaced = line;
    ASSERT_EQ(add(one, line), add(other, spaced.insert(1, " "))) << line;
    EXPECT_EQ(one.census().types, other.census().types) << line;
    EXPECT_EQ(one.census().calls, other.census().calls) << line;
    EXPECT_EQ(one.census().transports, other.census().transports) << line;
    EXPECT_EQ(one.census().first, other.census().first) << line;
    EXPECT_EQ(one.census().retries, other.census().retries) << line;
    EXPECT_EQ(one.census().unverified, other.census().unverified) << line;
    EXPECT_EQ(one.census().body_bytes, other.census().body_bytes) << line;
  }
}

TEST(Census, TellsEventsFromOtherLinesAndFromNonsense) {
  const std::string good = Line{}.text();
  struct Row {
    std::string text;
    LineKind expected;
  };
  const Row rows[] = {{good, LineKind::event},
                      {R"({"kind":"listening","url":"http://127.0.0.1:1/"})", LineKind::other},
                      {good.substr(0, good.size() / 2), LineKind::malformed},
                      {good + "}", LineKind::malformed},
                      {good.substr(0, good.size() - 9) + good, LineKind::malformed},
                      {R"({"headers":{"body":"x"},"body":"y"})", LineKind::malformed},
                      {R"({"kind":"event"{},"body":"y"})", LineKind::malformed},
                      {"", LineKind::malformed},
                      {"[]", LineKind::malformed},
                      {"null", LineKind::malformed},
                      {R"({"kind":"event"})", LineKind::malformed},
                      {R"({"kind":7})", LineKind::malformed},
                      {Line{.received_at = "yesterday"}.text(), LineKind::malformed},
                      {Line{.body = "\xff"}.text(), LineKind::malformed}};
  for (const Row& row : rows) {
    Counter counter;
    EXPECT_EQ(add(counter, row.text), row.expected) << row.text;
    EXPECT_EQ(counter.census().events, row.expected == LineKind::event ? 1U : 0U);
  }
}

TEST(Census, DrawsRateAndFindsTheLongestGaps) {
  Counter counter;
  for (const char* second : {"00", "01", "02", "30", "31"}) {
    add(counter,
        Line{.received_at = std::string("2026-11-23T17:00:") + second + ".000000Z"}.text());
  }
  const Census census = counter.census();
  EXPECT_EQ(*census.last - *census.first, 31s);
  ASSERT_FALSE(census.gaps.empty());
  EXPECT_EQ(census.gaps.front(), (Gap{*parse_rfc3339("2026-11-23T17:00:02Z"), 28s}));
  EXPECT_GE(census.slice * census.rate.size(), 31s);
  std::uint64_t total = 0;
  for (const auto count : census.rate)
    total += count;
  EXPECT_EQ(total, 5U);
}

TEST(Census, StaysSmallOverAYear) {
  Counter counter;
  for (int month = 1; month <= 12; ++month) {
    const std::string number = (month < 10 ? "0" : "") + std::to_string(month);
    add(counter, Line{.received_at = "2026-" + number + "-01T00:00:00.000000Z"}.text());
  }
  EXPECT_LE(counter.census().rate.size(), 120U);
}

TEST(Census, MeasuresLatencyFromEitherFormOfTime) {
  Counter counter;
  add(counter, Line{}.text());
  add(counter, Line{.webhook_id = "b", .body = R"({\"created_at\":1795453199500000000})"}.text());
  add(counter, Line{.webhook_id = "c", .body = R"({\"type\":\"x\"})"}.text());
  const auto latency = counter.census().latency;
  ASSERT_TRUE(latency);
  EXPECT_EQ(latency->sampled, 2U);
  EXPECT_EQ(latency->max, 1s);
  EXPECT_EQ(latency->p50, 1s);
}

TEST(Census, BearsTimesCenturiesApart) {
  Counter counter;
  for (const char* time : {"1700-01-01T00:00:00Z", "2260-01-01T00:00:00Z"})
    EXPECT_EQ(
        add(counter, Line{.received_at = time,
                          .body = R"({\"type\":\"a\",\"created_at\":\"1714-11-23T17:00:00Z\"})"}
                         .text()),
        LineKind::event);
  const Census census = counter.census();
  EXPECT_EQ(census.events, 2U);
  ASSERT_EQ(census.gaps.size(), 1U);
  EXPECT_EQ(census.gaps[0].length, std::chrono::nanoseconds::max());
}

}  // namespace
}  // namespace streamctl::capture
