#include "core/stoppable_input.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

TEST(StoppableInput, ReadsToTheEnd) {
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe(ends), 0);
  const StoppableInput input{FileDescriptor(ends[0])};
  {
    const FileDescriptor writer(ends[1]);
    ASSERT_EQ(write_all(ends[1], "event"), 0);
  }
  std::array<char, 16> place{};
  EXPECT_EQ(input.read(place.data(), place.size()), 5);
  EXPECT_EQ(std::string(place.data(), 5), "event");
  EXPECT_EQ(input.read(place.data(), place.size()), 0);
}

TEST(StoppableInput, StopsWhileItWaits) {
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe(ends), 0);
  StoppableInput input{FileDescriptor(ends[0])};
  const FileDescriptor writer(ends[1]);  // Open, and silent.
  std::array<char, 16> place{};
  const std::jthread stopper([&] { input.stop(); });
  EXPECT_EQ(input.read(place.data(), place.size()), 0);
  EXPECT_EQ(input.read(place.data(), place.size()), 0);
}

TEST(StoppableInput, SaysWhyItCannotRead) {
  const StoppableInput input{FileDescriptor(::open("/", O_RDONLY | O_CLOEXEC))};
  std::array<char, 16> place{};
  EXPECT_EQ(input.read(place.data(), place.size()), -EISDIR);
}

}  // namespace
}  // namespace streamctl
