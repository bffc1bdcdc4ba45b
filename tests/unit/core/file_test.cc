#include "core/file.h"

#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

class File : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string folder_ = testing::TempDir() + "streamctl-file-" + std::to_string(::getpid());
};

TEST_F(File, ReadsBackWhatItWroteWithItsMode) {
  const std::string path = folder_ + "/secret";
  ASSERT_TRUE(write_file(path, "bytes", 0600));
  EXPECT_EQ(*read_file(path, 100), "bytes");
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(File, NamesWhatIsMissing) {
  const auto read = read_file(folder_ + "/none", 100);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().what, "cannot open " + folder_ + "/none: No such file or directory");
  EXPECT_EQ(read.error().kind, ErrorKind::config);
}

TEST_F(File, RefusesWhatIsLargerThanTheLimit) {
  ASSERT_TRUE(write_file(folder_ + "/big", std::string(2048, 'x')));
  EXPECT_EQ(read_file(folder_ + "/big", 1024).error().what,
            "cannot read " + folder_ + "/big: larger than 1 KiB");
  EXPECT_TRUE(read_file(folder_ + "/big", 2048));
}

TEST_F(File, CannotWriteWhereThereIsNoFolder) {
  EXPECT_FALSE(write_file(folder_ + "/no/file", "x"));
}

}  // namespace
}  // namespace streamctl
