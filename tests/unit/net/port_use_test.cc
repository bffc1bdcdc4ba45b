#include "net/http_server/port_use.h"

#include <netinet/in.h>
#include <string>
#include <sys/socket.h>

#include <gtest/gtest.h>

#include "core/system/sockets.h"
#include "net/http_server/listen_socket.h"

namespace streamctl::net {
namespace {

class PortUse : public testing::TestWithParam<std::string> {};

TEST_P(PortUse, KnowsAListener) {
  bool is_free = false;
  for (int times = 0; times < 3 && !is_free; ++times) {  // Another program may take it at once.
    auto listening = open_listen_socket(GetParam(), 0);
    if (!listening && GetParam().find(':') != std::string::npos) GTEST_SKIP() << "no IPv6";
    ASSERT_TRUE(listening);
    EXPECT_TRUE(is_port_used(listening->port));
    listening->descriptor = FileDescriptor();
    is_free = !is_port_used(listening->port);
  }
  EXPECT_TRUE(is_free);
}

INSTANTIATE_TEST_SUITE_P(Addresses, PortUse, testing::Values("127.0.0.1", "0.0.0.0", "::1", "::"));

TEST(PortUse, TakesAnOutgoingConnectionForNoListener) {
  auto listening = open_listen_socket("127.0.0.1", 0);
  ASSERT_TRUE(listening);
  sockaddr_in peer{};
  peer.sin_family = AF_INET;
  peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  peer.sin_port = htons(listening->port);
  const FileDescriptor client(::socket(AF_INET, SOCK_STREAM, 0));
  ASSERT_EQ(::connect(client.get(), reinterpret_cast<sockaddr*>(&peer), sizeof peer), 0);
  sockaddr_in own{};
  socklen_t size = sizeof own;
  ASSERT_EQ(::getsockname(client.get(), reinterpret_cast<sockaddr*>(&own), &size), 0);
  EXPECT_FALSE(is_port_used(ntohs(own.sin_port)));
}

}  // namespace
}  // namespace streamctl::net
