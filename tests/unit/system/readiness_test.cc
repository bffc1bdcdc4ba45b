#include "core/system/readiness.h"

#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <set>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/system/sockets.h"
#include "core/system/wake.h"

namespace streamctl {
namespace {

using namespace std::chrono_literals;

/// What the set reports about one descriptor, in one wait.
Readiness::Ready state_of(Readiness& set, int descriptor, std::chrono::nanoseconds time = 0ns) {
  Readiness::Ready all;
  for (const Readiness::Ready& ready : set.wait(time)) {
    if (ready.descriptor != descriptor) continue;
    all.descriptor = descriptor;
    all.readable = all.readable || ready.readable;
    all.writable = all.writable || ready.writable;
    all.failed = all.failed || ready.failed;
  }
  return all;
}

TEST(Readiness, ReportsAReadableDescriptorUntilItIsRead) {
  Readiness set;
  const auto [one, other] = open_socket_pair();
  set.add(one.get(), {.readable = true});
  EXPECT_TRUE(set.wait(0ns).empty());
  ASSERT_EQ(send_now(other.get(), "x"), 1);
  for (int times = 0; times < 2; ++times) {
    const auto state = state_of(set, one.get(), 1h);
    EXPECT_TRUE(state.readable);
    EXPECT_FALSE(state.writable);
    EXPECT_FALSE(state.failed);
  }
  char byte = 0;
  ASSERT_EQ(::read(one.get(), &byte, 1), 1);
  EXPECT_TRUE(set.wait(0ns).empty());
}

TEST(Readiness, ReportsBothDirections) {
  Readiness set;
  const auto [one, other] = open_socket_pair();
  ASSERT_EQ(send_now(other.get(), "x"), 1);
  set.add(one.get(), {.readable = true, .writable = true});
  const auto state = state_of(set, one.get(), 1h);
  EXPECT_TRUE(state.readable);
  EXPECT_TRUE(state.writable);
}

TEST(Readiness, ReportsWhatIsWantedNow) {
  Readiness set;
  const auto [one, other] = open_socket_pair();
  set.add(one.get(), {.writable = true});
  EXPECT_TRUE(state_of(set, one.get(), 1h).writable);
  set.change(one.get(), {.readable = true});
  EXPECT_TRUE(set.wait(0ns).empty());
  ASSERT_EQ(send_now(other.get(), "x"), 1);
  EXPECT_TRUE(state_of(set, one.get(), 1h).readable);
  set.change(one.get(), {.writable = true});
  const auto state = state_of(set, one.get(), 1h);
  EXPECT_TRUE(state.writable);
  EXPECT_FALSE(state.readable);
}

TEST(Readiness, ForgetsWhatIsRemoved) {
  Readiness set;
  const auto [one, other] = open_socket_pair();
  set.add(one.get(), {.readable = true, .writable = true});
  set.remove(one.get());
  set.remove(one.get());
  EXPECT_TRUE(set.wait(0ns).empty());
  set.add(one.get(), {.writable = true});
  EXPECT_TRUE(state_of(set, one.get(), 1h).writable);
}

TEST(Readiness, ForgetsWhatIsClosed) {
  Readiness set;
  auto [one, other] = open_socket_pair();
  set.add(one.get(), {.writable = true});
  one = FileDescriptor();
  EXPECT_TRUE(set.wait(0ns).empty());
}

TEST(Readiness, TheEndOfTheOtherSideIsReadable) {
  Readiness set;
  auto [one, other] = open_socket_pair();
  set.add(one.get(), {.readable = true});
  other = FileDescriptor();
  EXPECT_TRUE(state_of(set, one.get(), 1h).readable);
  char byte = 0;
  EXPECT_EQ(::read(one.get(), &byte, 1), 0);
}

TEST(Readiness, ReportsARefusedConnection) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const FileDescriptor silent = open_socket(AF_INET);  // Bound, and never listening.
  ASSERT_EQ(::bind(silent.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  socklen_t size = sizeof address;
  ASSERT_EQ(::getsockname(silent.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const FileDescriptor client = open_socket(AF_INET);
  ASSERT_EQ(::connect(client.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), -1);
  ASSERT_TRUE(errno == EINPROGRESS || errno == ECONNREFUSED);
  Readiness set;
  set.add(client.get(), {.writable = true});
  EXPECT_TRUE(state_of(set, client.get(), 1h).failed);
}

TEST(Readiness, ReportsMoreThanOneWaitCanHold) {
  constexpr std::size_t many = 200;
  Readiness set;
  std::vector<std::pair<FileDescriptor, FileDescriptor>> pairs;
  std::set<int> expected;
  for (std::size_t i = 0; i < many; ++i) {
    auto& [one, other] = pairs.emplace_back(open_socket_pair());
    ASSERT_EQ(send_now(other.get(), "x"), 1);
    set.add(one.get(), {.readable = true});
    expected.insert(one.get());
  }
  std::set<int> reported;
  for (std::size_t waits = 0; waits < many && reported != expected; ++waits) {
    for (const Readiness::Ready& ready : set.wait(1h)) {
      char byte = 0;
      EXPECT_EQ(::read(ready.descriptor, &byte, 1), 1);
      reported.insert(ready.descriptor);
    }
  }
  EXPECT_EQ(reported, expected);
  EXPECT_TRUE(set.wait(0ns).empty());
}

TEST(Readiness, AnotherThreadEndsTheWait) {
  Readiness set;
  const Wake wake;
  set.add(wake.descriptor(), {.readable = true});
  const std::jthread other([&] { wake.wake(); });
  EXPECT_TRUE(state_of(set, wake.descriptor(), 1h).readable);
  wake.clear();
  EXPECT_TRUE(set.wait(0ns).empty());
}

}  // namespace
}  // namespace streamctl
