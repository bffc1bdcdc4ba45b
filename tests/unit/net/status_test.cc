#include "net/status.h"

#include <gtest/gtest.h>

namespace streamctl::net {
namespace {

TEST(Status, HasItsRegisteredName) {
  EXPECT_EQ(reason_of(200), "OK");
  EXPECT_EQ(reason_of(206), "Partial Content");
  EXPECT_EQ(reason_of(402), "Payment Required");
  EXPECT_EQ(reason_of(431), "Request Header Fields Too Large");
  EXPECT_EQ(reason_of(505), "HTTP Version Not Supported");
  EXPECT_EQ(reason_of(511), "Network Authentication Required");
  for (const unsigned status : {0U, 199U, 299U, 418U, 599U, 4294967295U})
    EXPECT_EQ(reason_of(status), "") << status;
}

TEST(Status, IsASuccessFrom200To299) {
  for (const unsigned status : {200U, 204U, 299U})
    EXPECT_TRUE(is_success(status)) << status;
  for (const unsigned status : {0U, 100U, 199U, 300U, 304U, 404U, 2000U})
    EXPECT_FALSE(is_success(status)) << status;
}

}  // namespace
}  // namespace streamctl::net
