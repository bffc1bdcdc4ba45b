#include "core/time_text.h"

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <optional>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

WallTime at(std::int64_t unix_seconds, std::int64_t fraction = 0) {
  return WallTime{seconds{unix_seconds}} + nanoseconds{fraction};
}

TEST(Rfc3339, IsWrittenWithMicroseconds) {
  EXPECT_EQ(rfc3339_micros(at(0)), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(rfc3339_micros(at(1778198400, 123456789)), "2026-05-08T00:00:00.123456Z");
  EXPECT_EQ(rfc3339_micros(at(951782400)), "2000-02-29T00:00:00.000000Z");
  EXPECT_EQ(rfc3339_micros(at(-1, 999999000)), "1969-12-31T23:59:59.999999Z");
}

TEST(Rfc3339, IsWrittenAsStreamDoesWithoutTrailingZeros) {
  EXPECT_EQ(rfc3339_trimmed(at(1778198400, 879421674)), "2026-05-08T00:00:00.879421674Z");
  EXPECT_EQ(rfc3339_trimmed(at(1778198400, 879400000)), "2026-05-08T00:00:00.8794Z");
  EXPECT_EQ(rfc3339_trimmed(at(1778198400)), "2026-05-08T00:00:00Z");
}

TEST(Rfc3339, IsReadWithOffsetsAndFractions) {
  struct Row {
    const char* text;
    std::optional<WallTime> expected;
  };
  const Row rows[] = {{"2026-05-08T00:00:00Z", at(1778198400)},
                      {"2026-05-08T00:00:00.5Z", at(1778198400, 500000000)},
                      {"2026-05-08T00:00:00.123456789Z", at(1778198400, 123456789)},
                      {"2026-05-08T02:00:00+02:00", at(1778198400)},
                      {"2026-05-07T19:30:00-04:30", at(1778198400)},
                      {"2026-05-08t00:00:00z", at(1778198400)},
                      {"2026-05-08 00:00:00Z", at(1778198400)},
                      {"2026-02-29T00:00:00Z", std::nullopt},
                      {"2026-05-08T24:00:00Z", std::nullopt},
                      {"2026-05-08T00:00:00", std::nullopt},
                      {"2026-05-08T00:00:00.Z", std::nullopt},
                      {"2026-05-08T00:00:00.1234567890Z", std::nullopt},
                      {"2026-05-08T00:00:00Zx", std::nullopt},
                      {"2026-05-08T00:00:00+2:00", std::nullopt},
                      {"-026-05-08T00:00:00Z", std::nullopt},
                      {"0001-01-01T00:00:00Z", std::nullopt},
                      {"9999-01-01T00:00:00Z", std::nullopt},
                      {"", std::nullopt}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(parse_rfc3339(row.text), row.expected);
  }
}

TEST(Rfc3339, ReadsBackWhatItWrites) {
  const WallTime time = at(1795445696, 281123456);
  EXPECT_EQ(parse_rfc3339(rfc3339_trimmed(time)), time);
}

TEST(LocalTime, IsWrittenForPeopleInTheirZone) {
  ::setenv("TZ", "EST5", 1);
  ::tzset();
  EXPECT_EQ(local_time_text(at(1795445696, 281'123'456)), "2026-11-23 09:54:56.281");
  EXPECT_EQ(local_time_text(at(1795445696, 0)), "2026-11-23 09:54:56");
  EXPECT_EQ(local_clock_text(at(1795445696, 0)), "09:54:56.000");
  ::setenv("TZ", "UTC0", 1);
  ::tzset();
}

TEST(Between, IsAtMostWhatNanosecondsHold) {
  using std::chrono::nanoseconds;
  const WallTime early{nanoseconds::min()};
  const WallTime late{nanoseconds::max()};
  EXPECT_EQ(between(WallTime{nanoseconds{5}}, WallTime{nanoseconds{12}}), nanoseconds{7});
  EXPECT_EQ(between(WallTime{nanoseconds{12}}, WallTime{nanoseconds{5}}), nanoseconds{-7});
  EXPECT_EQ(between(early, late), nanoseconds::max());
  EXPECT_EQ(between(late, early), nanoseconds::min());
}

}  // namespace
}  // namespace streamctl
