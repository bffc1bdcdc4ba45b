#include "net/headers.h"

#include <gtest/gtest.h>

namespace streamctl::net {
namespace {

const Headers cookies = {{"Set-Cookie", "a"}, {"X-Other", "b"}, {"set-cookie", "c"}};

TEST(Headers, FindsTheFirstWithoutRegardToCase) {
  ASSERT_NE(cookies.find("SET-COOKIE"), nullptr);
  EXPECT_EQ(*cookies.find("SET-COOKIE"), "a");
  EXPECT_EQ(cookies.find("Set-Cooki"), nullptr);
  EXPECT_EQ(Headers{}.find("X"), nullptr);
}

TEST(Headers, CountsEveryFieldOfAName) {
  EXPECT_EQ(cookies.count("Set-Cookie"), 2U);
  EXPECT_EQ(cookies.count("x-other"), 1U);
  EXPECT_EQ(cookies.count("x"), 0U);
}

TEST(Headers, AddKeepsTheOrder) {
  Headers headers;
  headers.add("B", "1");
  headers.add("A", "2");
  headers.add("B", "3");
  EXPECT_EQ(headers, (Headers{{"B", "1"}, {"A", "2"}, {"B", "3"}}));
  EXPECT_EQ(headers.size(), 3U);
}

TEST(Headers, SetReplacesAllOfANameInTheFirstOnesPlace) {
  Headers headers = cookies;
  headers.set("SET-Cookie", "d");
  EXPECT_EQ(headers, (Headers{{"SET-Cookie", "d"}, {"X-Other", "b"}}));
  headers.set("New", "e");
  EXPECT_EQ(headers, (Headers{{"SET-Cookie", "d"}, {"X-Other", "b"}, {"New", "e"}}));
}

}  // namespace
}  // namespace streamctl::net
