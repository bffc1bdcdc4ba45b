#include "core/units.h"

#include <chrono>
#include <optional>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

TEST(Duration, IsReadWithItsUnit) {
  struct Row {
    const char* text;
    std::optional<nanoseconds> expected;
  };
  const Row rows[] = {{"250ms", 250ms},
                      {"6s", 6s},
                      {"1.5m", 90s},
                      {"2h", 2h},
                      {"30d", 720h},
                      {"0", 0s},
                      {"0s", 0s},
                      {"10us", 10us},
                      {"7ns", 7ns},
                      {".5s", 500ms},
                      {"6", std::nullopt},
                      {"1y", std::nullopt},
                      {"", std::nullopt},
                      {"s", std::nullopt},
                      {"-1s", std::nullopt},
                      {"+1s", std::nullopt},
                      {"1e3s", std::nullopt},
                      {"1 s", std::nullopt},
                      {"1.2.3s", std::nullopt},
                      {"1S", std::nullopt},
                      {"nan", std::nullopt},
                      {"inf", std::nullopt},
                      {"999999999h", std::nullopt}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    const auto parsed = parse_duration(row.text);
    ASSERT_EQ(parsed.ok(), row.expected.has_value());
    if (row.expected) {
      EXPECT_EQ(*parsed, *row.expected);
    } else {
      EXPECT_EQ(parsed.error().kind, ErrorKind::usage);
    }
  }
}

TEST(Duration, IsShownShort) {
  struct Row {
    nanoseconds duration;
    const char* expected;
  };
  const Row rows[] = {{0ns, "0ns"},         {850ns, "850ns"},    {1500ns, "1.5µs"},
                      {12'345us, "12.3ms"}, {999'700us, "1s"},   {4'020ms, "4.02s"},
                      {6s, "6s"},           {59'940ms, "59.9s"}, {60s, "1m 00s"},
                      {65s, "1m 05s"},      {3599s, "59m 59s"},  {2h + 3min, "2h 03m"},
                      {100ms, "100ms"},     {9'996us, "10ms"}};
  for (const Row& row : rows)
    EXPECT_EQ(duration_text(row.duration), row.expected);
}

TEST(Size, IsReadInBinaryAndDecimalUnits) {
  struct Row {
    const char* text;
    std::optional<std::uint64_t> expected;
  };
  const Row rows[] = {{"4096", 4096},
                      {"512KiB", 524288},
                      {"5MiB", 5242880},
                      {"1GiB", 1073741824},
                      {"100kB", 100000},
                      {"1.5KiB", 1536},
                      {"0", 0},
                      {"12B", 12},
                      {"5M", std::nullopt},
                      {"", std::nullopt},
                      {"-1", std::nullopt},
                      {"1e9GiB", std::nullopt},
                      {"99999999GiB", std::nullopt}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    const auto parsed = parse_size(row.text);
    ASSERT_EQ(parsed.ok(), row.expected.has_value());
    if (row.expected) {
      EXPECT_EQ(*parsed, *row.expected);
    }
  }
}

TEST(Size, IsShownWithThreeDigits) {
  EXPECT_EQ(size_text(0), "0 B");
  EXPECT_EQ(size_text(312), "312 B");
  EXPECT_EQ(size_text(1024), "1 KiB");
  EXPECT_EQ(size_text(1638), "1.6 KiB");
  EXPECT_EQ(size_text(5 * 1024 * 1024), "5 MiB");
}

TEST(Count, HasThousandsSeparated) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1000), "1,000");
  EXPECT_EQ(count_text(1234567), "1,234,567");
}

}  // namespace
}  // namespace streamctl
