#include "core/system/sockets.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

bool ends_with_exec(const FileDescriptor& descriptor) {
  return (::fcntl(descriptor.get(), F_GETFD) & FD_CLOEXEC) != 0;
}

bool never_waits(const FileDescriptor& descriptor) {
  return (::fcntl(descriptor.get(), F_GETFL) & O_NONBLOCK) != 0;
}

std::string read_from(const FileDescriptor& descriptor) {
  std::array<char, 64> bytes{};
  const ssize_t count = ::read(descriptor.get(), bytes.data(), bytes.size());
  return {bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

TEST(Sockets, APipeCarriesBytesAndEndsWithExec) {
  const Pipe pipe = open_pipe();
  for (const FileDescriptor* end : {&pipe.read, &pipe.write}) {
    ASSERT_TRUE(end->valid());
    EXPECT_TRUE(ends_with_exec(*end));
    EXPECT_FALSE(never_waits(*end));
  }
  ASSERT_EQ(write_all(pipe.write.get(), "event"), 0);
  EXPECT_EQ(read_from(pipe.read), "event");
}

TEST(Sockets, APairIsConnectedAndEndsWithExec) {
  const auto [one, other] = open_socket_pair();
  ASSERT_TRUE(one.valid() && other.valid());
  EXPECT_TRUE(ends_with_exec(one) && ends_with_exec(other));
  EXPECT_FALSE(never_waits(one) || never_waits(other));
  EXPECT_EQ(send_now(one.get(), "to"), 2);
  EXPECT_EQ(read_from(other), "to");
  EXPECT_EQ(send_now(other.get(), "from"), 4);
  EXPECT_EQ(read_from(one), "from");
}

TEST(Sockets, SendingNeitherWaitsNorRaisesASignal) {
  auto [one, other] = open_socket_pair();
  const std::string bytes(std::size_t{1024} * 1024, 'x');
  ssize_t sent = 0;
  while ((sent = send_now(one.get(), bytes)) > 0) {
  }
  EXPECT_EQ(sent, -1);
  EXPECT_EQ(errno, EAGAIN);
  other = FileDescriptor();
  EXPECT_EQ(send_now(one.get(), bytes), -1);  // SIGPIPE would end the test.
  EXPECT_EQ(errno, EPIPE);
}

TEST(Sockets, AnAcceptedSocketNeverWaitsAndEndsWithExec) {
  const FileDescriptor listening = open_socket(AF_INET);
  ASSERT_TRUE(listening.valid());
  EXPECT_TRUE(never_waits(listening) && ends_with_exec(listening));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(listening.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listening.get(), 8), 0);
  EXPECT_FALSE(accept_socket(listening.get()).valid());
  EXPECT_EQ(errno, EAGAIN);

  socklen_t size = sizeof address;
  ASSERT_EQ(::getsockname(listening.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  for (const bool asks_who : {false, true}) {
    const FileDescriptor client(::socket(AF_INET, SOCK_STREAM, 0));
    ASSERT_EQ(::connect(client.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    sockaddr_storage peer{};
    const FileDescriptor accepted = accept_socket(listening.get(), asks_who ? &peer : nullptr);
    ASSERT_TRUE(accepted.valid());
    EXPECT_TRUE(never_waits(accepted) && ends_with_exec(accepted));
    EXPECT_EQ(peer.ss_family, asks_who ? AF_INET : AF_UNSPEC);
  }
}

TEST(Sockets, AFailureIsAnInvalidDescriptor) {
  EXPECT_FALSE(open_socket(-1).valid());
  EXPECT_EQ(errno, EAFNOSUPPORT);
  EXPECT_FALSE(accept_socket(-1).valid());
  EXPECT_EQ(errno, EBADF);
}

}  // namespace
}  // namespace streamctl
