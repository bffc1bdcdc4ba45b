#include "tunnel/public_address.h"

#include <gtest/gtest.h>

namespace streamctl::tunnel {
namespace {

TEST(PublicUrl, GetsThePathOfTheListenerUnlessItHasOne) {
  EXPECT_EQ(with_path("https://example.com", "/"), "https://example.com/");
  EXPECT_EQ(with_path("https://example.com", "/hooks"), "https://example.com/hooks");
  EXPECT_EQ(with_path("https://example.com/", "/hooks"), "https://example.com/hooks");
  EXPECT_EQ(with_path("https://example.com:8443/", "/"), "https://example.com:8443/");
  EXPECT_EQ(with_path("https://example.com/own", "/hooks"), "https://example.com/own");
  EXPECT_EQ(with_path("https://example.com/own/", "/"), "https://example.com/own/");
  EXPECT_EQ(with_path("https://example.com?a=/b", "/hooks"), "https://example.com/hooks?a=/b");
  EXPECT_EQ(with_path("https://example.com/?a=b", "/hooks"), "https://example.com/hooks?a=b");
}

}  // namespace
}  // namespace streamctl::tunnel
