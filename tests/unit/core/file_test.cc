#include "core/file.h"

#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "core/output_path.h"

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
  const auto checked = check_writable(folder_ + "/no/file");
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().what,
            "cannot write " + folder_ + "/no/file: No such file or directory");
  EXPECT_EQ(checked.error().kind, ErrorKind::config);
}

TEST_F(File, SaysBeforehandWhatCanBeWrittenAndChangesNothing) {
  ASSERT_TRUE(write_file(folder_ + "/file", "x"));
  ASSERT_EQ(::symlink("to-be-made", (folder_ + "/link").c_str()), 0);
  ASSERT_EQ(::symlink("no/file", (folder_ + "/lost").c_str()), 0);
  for (const char* good : {"/file", "/new", "/link"})
    EXPECT_TRUE(check_writable(folder_ + good)) << good;
  for (const char* bad : {"", "/", "/no/file", "/file/below", "/new/", "/lost"})
    EXPECT_FALSE(check_writable(folder_ + bad)) << bad;
  EXPECT_TRUE(check_writable("/dev/null"));
  EXPECT_TRUE(check_writable("streamctl-new-file"));  // In the current directory.
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 3);
  EXPECT_EQ(*read_file(folder_ + "/file", 100), "x");
}

TEST_F(File, ReplacesAFileAndKeepsItsMode) {
  const std::string path = folder_ + "/file";
  ASSERT_TRUE(write_file(path, "a long one", 0640));
  ASSERT_TRUE(write_file(path, "short", 0644));
  EXPECT_EQ(*read_file(path, 100), "short");
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0640U);
}

TEST_F(File, WritesThroughLinksAndLeavesThem) {
  const std::string path = folder_ + "/file";
  ASSERT_TRUE(write_file(path, "old"));
  ASSERT_EQ(::symlink("file", (folder_ + "/soft").c_str()), 0);
  ASSERT_EQ(::symlink("made", (folder_ + "/dangling").c_str()), 0);
  ASSERT_TRUE(write_file(folder_ + "/soft", "by the soft link"));
  EXPECT_EQ(*read_file(path, 100), "by the soft link");
  ASSERT_TRUE(write_file(folder_ + "/dangling", "made"));
  EXPECT_EQ(*read_file(folder_ + "/made", 100), "made");
  for (const char* link : {"/soft", "/dangling"})
    EXPECT_TRUE(std::filesystem::is_symlink(folder_ + link)) << link;
  ASSERT_EQ(::link(path.c_str(), (folder_ + "/hard").c_str()), 0);
  ASSERT_TRUE(write_file(folder_ + "/hard", "hard"));
  EXPECT_EQ(*read_file(path, 100), "hard");
}

TEST_F(File, WritesIntoAFifo) {
  const std::string path = folder_ + "/fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const FileDescriptor reader(::open(path.c_str(), O_RDONLY | O_NONBLOCK));
  ASSERT_TRUE(write_file(path, "report"));
  std::string bytes(16, '\0');
  EXPECT_EQ(::read(reader.get(), bytes.data(), bytes.size()), 6);
  EXPECT_TRUE(std::filesystem::is_fifo(path));
}

}  // namespace
}  // namespace streamctl
