#include "core/system/wake.h"

#include <cerrno>
#include <poll.h>
#include <sys/resource.h>
#include <thread>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

bool is_readable(const Wake& wake, int milliseconds = 0) {
  pollfd watched{wake.descriptor(), POLLIN, 0};
  return ::poll(&watched, 1, milliseconds) == 1;
}

TEST(Wake, IsReadableFromWakeToClear) {
  const Wake wake;
  ASSERT_TRUE(wake.valid());
  EXPECT_FALSE(is_readable(wake));
  wake.wake();
  wake.wake();
  EXPECT_TRUE(is_readable(wake));
  EXPECT_TRUE(is_readable(wake));
  wake.clear();
  EXPECT_FALSE(is_readable(wake));
  wake.wake();
  EXPECT_TRUE(is_readable(wake));
}

TEST(Wake, EndsTheWaitOfAnotherThread) {
  const Wake wake;
  const std::jthread other([&] { wake.wake(); });
  EXPECT_TRUE(is_readable(wake, -1));
}

TEST(Wake, NeverWaits) {
  const Wake wake;
  wake.clear();
  for (int times = 0; times < 100'000; ++times)  // More than a pipe holds.
    wake.wake();
  wake.clear();
  EXPECT_FALSE(is_readable(wake));
}

TEST(Wake, IsInvalidWithoutAFreeDescriptor) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const Wake wake;
  const int number = errno;
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_FALSE(wake.valid());
  EXPECT_EQ(number, EMFILE);
}

}  // namespace
}  // namespace streamctl
