#include <sstream>

#include <gtest/gtest.h>

#include "render/untied_stderr.h"

namespace streamctl::cli {
namespace {

/// Counts how often it is flushed.
class Flushed final : public std::stringbuf {
 public:
  int count = 0;

 private:
  int sync() override {
    ++count;
    return 0;
  }
};

TEST(SoleOutput, IsNotFlushedByWhoeverWritesErrors) {
  Flushed buffer;
  std::ostream out(&buffer);
  std::ostringstream err;
  err.tie(&out);
  err << "flushed";
  ASSERT_EQ(buffer.count, 1);
  {
    const SoleOutput sole(err);
    err << "not flushed";
    EXPECT_EQ(buffer.count, 1);
  }
  EXPECT_EQ(err.tie(), &out);
}

}  // namespace
}  // namespace streamctl::cli
