#include "net/host_port.h"

#include <gtest/gtest.h>

namespace streamctl::net {
namespace {

TEST(HostAndPort, PutsAnIpv6AddressInBrackets) {
  EXPECT_EQ(host_and_port("127.0.0.1", 80), "127.0.0.1:80");
  EXPECT_EQ(host_and_port("localhost", 0), "localhost:0");
  EXPECT_EQ(host_and_port("::1", 8080), "[::1]:8080");
  EXPECT_EQ(host_and_port("[::1]", 8080), "[::1]:8080");
}

TEST(Brackets, AreTakenOffAWholePair) {
  EXPECT_EQ(without_brackets("[::1]"), "::1");
  EXPECT_EQ(without_brackets("[]"), "");
  for (const char* host : {"", "[", "]", "::1", "[::1", "::1]", "localhost"})
    EXPECT_EQ(without_brackets(host), host);
}

}  // namespace
}  // namespace streamctl::net
