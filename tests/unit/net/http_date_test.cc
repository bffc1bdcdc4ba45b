#include "net/http_date.h"

#include <chrono>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace streamctl::net {
namespace {

TEST(HttpDate, IsTheFormOfRfc9110) {
  // The example of RFC 9110 section 5.6.7.
  EXPECT_EQ(http_date(WallTime{std::chrono::seconds{784111777}}), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(WallTime{}), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(HttpDate, IsReadInTheFormsOfRfc9110) {
  const WallTime five_o_clock{std::chrono::seconds{1'795'453'200}};
  for (const std::string& text :
       {http_date(five_o_clock), std::string("Mon, 23 Nov 2026 17:00:00 GMT"),
        std::string("Monday, 23-Nov-26 17:00:00 GMT"), std::string("Mon Nov 23 17:00:00 2026")})
    EXPECT_EQ(parse_http_date(text), five_o_clock) << text;
  for (const std::string& text :
       {std::string(), std::string("30"), std::string("soon"), std::string("20261123"),
        std::string("Mon, 23 Nov 9999 17:00:00 GMT"), std::string("Mon, 23 Nov 1960 17:00:00 GMT"),
        std::string("Mon, 23 Nov 2026 17:00:00 GMT\0x", 31), std::string(1000, ':')})
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
}

}  // namespace
}  // namespace streamctl::net
