#include "core/memory_reserve.h"

#include <new>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

/// What operator new does where there is no memory: whether it tries again.
bool tries_again() {
  try {
    std::get_new_handler()();
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

TEST(MemoryReserve, IsUsedOnceAndSetAsideAgain) {
  { const MayLackMemory without_a_reserve; }
  reserve_memory();
  for (int times = 0; times < 2; ++times) {
    EXPECT_TRUE(tries_again());
    EXPECT_FALSE(tries_again());
    const MayLackMemory body;
    EXPECT_FALSE(tries_again()) << "a body leaves the reserve alone";
  }
  EXPECT_TRUE(tries_again());
  std::set_new_handler(nullptr);
}

}  // namespace
}  // namespace streamctl
