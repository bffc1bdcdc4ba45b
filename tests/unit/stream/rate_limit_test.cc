#include "stream/rate_limit.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace streamctl::stream {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

// Mon, 23 Nov 2026 17:00:00 GMT
constexpr std::int64_t five_o_clock = 1'795'453'200;
const WallTime now{std::chrono::seconds{five_o_clock}};

TEST(RateLimit, IsReadFromTheFields) {
  const RateLimit read = read_rate_limit({{"X-RateLimit-Limit", "60"},
                                          {"x-ratelimit-remaining", " , 3, 4"},
                                          {"X-RateLimit-Reset", "1795453230"},
                                          {"Retry-After", "7"},
                                          {"Date", "Mon, 23 Nov 2026 17:00:00 GMT"}});
  EXPECT_EQ(read.limit, 60U);
  EXPECT_EQ(read.remaining, 3U);
  EXPECT_EQ(read.reset, now + 30s);
  EXPECT_EQ(read.retry_after, 7s);
  EXPECT_EQ(read.retry_at, std::nullopt);
  EXPECT_EQ(read.server_time, now);
}

TEST(RateLimit, TakesNonsenseAsNothing) {
  EXPECT_EQ(read_rate_limit({}), RateLimit{});
  EXPECT_EQ(read_rate_limit({{"X-RateLimit-Limit", "many"},
                             {"X-RateLimit-Remaining", "-1"},
                             {"X-RateLimit-Reset", "99999999999999999999"},
                             {"Retry-After", "9999999999999"},
                             {"Date", "now"}}),
            RateLimit{});
}

TEST(RateLimit, DecidesHowLongToWait) {
  const struct {
    const char* name;
    net::Headers headers;
    int attempt;
    nanoseconds waited;
    std::optional<nanoseconds> wait;
  } rows[] = {
      {"seconds", {{"Retry-After", "7"}}, 1, 0s, 7s},
      {"no time at all", {{"Retry-After", "0"}}, 1, 0s, 100ms},
      {"date", {{"Retry-After", "Mon, 23 Nov 2026 17:00:12 GMT"}}, 1, 0s, 12s},
      {"date gone by", {{"Retry-After", "Mon, 23 Nov 2026 16:00:12 GMT"}}, 1, 0s, 100ms},
      {"reset", {{"X-RateLimit-Reset", "1795453230"}}, 1, 0s, 30s},
      {"reset by the server's clock",
       {{"X-RateLimit-Reset", "1795449630"}, {"Date", "Mon, 23 Nov 2026 16:00:00 GMT"}},
       1,
       0s,
       30s},
      {"Retry-After counts first",
       {{"X-RateLimit-Reset", "1795453230"}, {"Retry-After", "2"}},
       1,
       0s,
       2s},
      {"nothing said, first", {}, 1, 0s, 1s},
      {"nothing said, fourth", {}, 4, 0s, 8s},
      {"too long", {{"Retry-After", "76"}}, 1, 0s, std::nullopt},
      {"far too long", {{"Retry-After", "9000000000"}}, 1, 0s, std::nullopt},
      {"the last attempt", {{"Retry-After", "1"}}, 6, 0s, std::nullopt},
      {"the last wait", {{"Retry-After", "60"}}, 3, 120s, 60s},
      {"waited enough", {{"Retry-After", "60"}}, 3, 121s, std::nullopt},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(rate_limit_wait(read_rate_limit(row.headers), row.attempt, row.waited, now),
              row.wait);
  }
}

}  // namespace
}  // namespace streamctl::stream
