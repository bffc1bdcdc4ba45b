#include "core/system/files.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

TEST(Files, SyncsAFileAndItsFolder) {
  std::string path = testing::TempDir() + "/sync.XXXXXX";
  const FileDescriptor file(::mkstemp(path.data()));
  ASSERT_TRUE(file.valid());
  ::unlink(path.c_str());
  const FileDescriptor folder(::open(testing::TempDir().c_str(), O_RDONLY | O_DIRECTORY));
  EXPECT_EQ(write_all(file.get(), "event"), 0);
  EXPECT_EQ(sync_contents(file.get()), 0);
  EXPECT_EQ(sync_names(folder.get()), 0);
  EXPECT_EQ(sync_contents(-1), EBADF);
  EXPECT_EQ(sync_names(-1), EBADF);
}

TEST(Files, ATerminalOpenedAgainDoesNotMakeTheFirstOneNonBlocking) {
  const FileDescriptor controller(::posix_openpt(O_RDWR | O_NOCTTY));
  ASSERT_TRUE(controller.valid());
  ASSERT_EQ(::grantpt(controller.get()), 0);
  ASSERT_EQ(::unlockpt(controller.get()), 0);
  const FileDescriptor terminal(::open(::ptsname(controller.get()), O_RDWR | O_NOCTTY));
  ASSERT_TRUE(terminal.valid());
  const FileDescriptor again = reopen_terminal(terminal.get());
  ASSERT_TRUE(again.valid());
  EXPECT_NE(::fcntl(again.get(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_EQ(::fcntl(terminal.get(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_EQ(write_all(again.get(), "event"), 0);
  std::string bytes(5, '\0');
  EXPECT_EQ(::read(controller.get(), bytes.data(), bytes.size()), 5);
  EXPECT_EQ(bytes, "event");
}

TEST(Files, KnowsTheNullDevice) {
  struct stat status {};
  ASSERT_EQ(::stat("/dev/null", &status), 0);
  EXPECT_TRUE(is_null_device(status));
  ASSERT_EQ(::stat("/dev/zero", &status), 0);
  EXPECT_FALSE(is_null_device(status));
  ASSERT_EQ(::stat("/", &status), 0);
  EXPECT_FALSE(is_null_device(status));
}

}  // namespace
}  // namespace streamctl
