#include "core/environment.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

TEST(Environment, IsThatOfTheProcess) {
  const char* name = "STREAMCTL_ENVIRONMENT_TEST";
  const Environment environment = process_environment();
  EXPECT_EQ(environment(name), std::nullopt);
  EXPECT_EQ(value_in(environment, name), "");
  ASSERT_EQ(setenv(name, "x", 1), 0);
  EXPECT_EQ(environment(name), "x");
  EXPECT_EQ(value_in(environment, name), "x");
  ASSERT_EQ(setenv(name, "", 1), 0);
  EXPECT_EQ(environment(name), "");
  unsetenv(name);
}

}  // namespace
}  // namespace streamctl
