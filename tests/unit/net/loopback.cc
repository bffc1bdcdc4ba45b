#include "net/loopback.h"

#include <arpa/inet.h>

#include <gtest/gtest.h>

namespace streamctl::testing {

sockaddr* generic(sockaddr_in& address) {
  return static_cast<sockaddr*>(static_cast<void*>(&address));
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

std::uint16_t listen_on(int socket, int backlog) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  EXPECT_EQ(bind(socket, generic(address), size), 0);
  EXPECT_EQ(listen(socket, backlog), 0);
  EXPECT_EQ(getsockname(socket, generic(address), &size), 0);
  return ntohs(address.sin_port);
}

}  // namespace streamctl::testing
