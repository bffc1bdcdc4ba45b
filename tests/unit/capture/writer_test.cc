#include "capture/writer.h"

#include <csignal>
#include <fcntl.h>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/record_samples.h"
#include "capture/temp_directory.h"

namespace streamctl::capture {
namespace {

using testing::HasSubstr;

/// Limits the file size of this process, which simulates a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, SIG_DFL);
  }

 private:
  rlimit before_{};
};

TEST(Writer, AppendsABatchOnCommitAndNotBefore) {
  const TempDirectory directory;
  auto writer = Writer::open(directory.path("a.jsonl"), Durability::power);
  ASSERT_TRUE(writer) << writer.error().what;
  writer->add(record_of("1"));
  writer->add(record_of("2"));
  EXPECT_TRUE(writer->pending());
  EXPECT_EQ(directory.read("a.jsonl"), "");
  ASSERT_TRUE(writer->commit());
  EXPECT_FALSE(writer->pending());
  EXPECT_EQ(directory.read("a.jsonl"), line_of(record_of("1")) + line_of(record_of("2")));
}

TEST(Writer, BeginsANewLineBehindOneThatAnotherProgramLeftIncomplete) {
  const TempDirectory directory;
  auto writer = Writer::open(directory.path("a.jsonl"), Durability::process);
  writer->add(record_of("1"));
  ASSERT_TRUE(writer->commit());
  ASSERT_EQ(::truncate(directory.path("a.jsonl").c_str(), 10), 0);
  writer->add(record_of("2"));
  ASSERT_TRUE(writer->commit());
  EXPECT_EQ(writer->batch_begin(), 11U);
  EXPECT_THAT(writer->take_notice().value_or(""), HasSubstr("was changed by another program"));
  writer->add(record_of("3"));
  ASSERT_TRUE(writer->commit());
  EXPECT_FALSE(writer->take_notice());
  EXPECT_EQ(directory.read("a.jsonl"), line_of(record_of("1")).substr(0, 10) + "\n" +
                                           line_of(record_of("2")) + line_of(record_of("3")));
}

TEST(Writer, MakesFilesOnlyTheOwnerCanRead) {
  const TempDirectory directory;
  ASSERT_TRUE(Writer::open(directory.path("a.jsonl"), Durability::process));
  struct stat status {};
  ASSERT_EQ(::stat(directory.path("a.jsonl").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(Writer, RepairsTheLastLine) {
  const std::string whole = line_of(record_of("1"));
  const std::string bare(whole.begin(), whole.end() - 1);
  struct Row {
    std::string name;
    std::string before;
    std::string after;
    std::uint64_t bytes_cut;
  };
  const std::vector<Row> rows{
      {"empty", "", "", 0},
      {"whole", whole + whole, whole + whole, 0},
      {"lacks only its newline", whole + bare, whole + whole, 0},
      {"torn in the middle", whole + bare.substr(0, 70), whole, 70},
      {"torn after one byte", whole + "{", whole, 1},
      {"torn first line", bare.substr(0, 70), "", 70},
      {"torn within the kind of the first line", R"({"kind":"ev)", "", 11},
      {"zeros after power loss", whole + std::string(500, '\0'), whole, 500},
      {"zeros behind a whole line", whole + bare + std::string(9, '\0'), whole + whole, 9},
      {"zeros behind a torn line", whole + bare.substr(0, 70) + std::string(9, '\0'), whole, 79},
      {"a long torn line", whole + R"({"kind":"event","v":1,"body":")" + std::string(200000, 'x'),
       whole, 200030},
      {"a whole line that nests deep",
       whole + R"({"b":)" + std::string(5'000, '[') + std::string(5'000, ']') + "}",
       whole + R"({"b":)" + std::string(5'000, '[') + std::string(5'000, ']') + "}\n", 0},
      {"a line of no kind that is whole", whole + R"({"b":2})", whole + "{\"b\":2}\n", 0},
      {"begun by listen -o json", "{\"kind\":\"listening\"}\n" + bare,
       "{\"kind\":\"listening\"}\n" + whole, 0},
      {"blank lines first", "\n\n" + bare, "\n\n" + whole, 0},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const TempDirectory directory;
    directory.write("a.jsonl", row.before);
    auto writer = Writer::open(directory.path("a.jsonl"), Durability::process);
    ASSERT_TRUE(writer) << writer.error().what;
    EXPECT_EQ(writer->repair().bytes_cut, row.bytes_cut);
    EXPECT_EQ(directory.read("a.jsonl"), row.after);
    writer->add(record_of("2"));
    ASSERT_TRUE(writer->commit());
    EXPECT_EQ(directory.read("a.jsonl"), row.after + line_of(record_of("2")));
  }
}

TEST(Writer, LeavesAFileThatIsNoCaptureAlone) {
  const std::string whole = line_of(record_of("1"));
  const std::vector<std::string> texts{
      "dear diary",
      "dear diary\n",
      "[{}]",
      "{\n  \"a\": 1\n}",
      R"({"type":"call.created"})",
      R"({"name":"app","version":"1.0"})",
      "{\"a\":1}\n{\"b\":2}",
      "{\"type\":\"call.created\"}\n",
      R"({"kind":"Service","apiVersion":"v1"})",
      "{\"kind\":\"storage#object\"}\n",
      "{",
      R"({"kind":)",
      std::string(100, '\0'),
      "\x1f\x8b\x08",
      whole + "dear diary",
      whole + R"({"name":"torn)",
      whole + std::string(3, '\0') + "dear diary",
  };
  for (const std::string& text : texts) {
    SCOPED_TRACE(text);
    const TempDirectory directory;
    directory.write("notes", text);
    const auto writer = Writer::open(directory.path("notes"), Durability::process);
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().kind, ErrorKind::config);
    EXPECT_THAT(writer.error().what, HasSubstr("notes is not a capture file"));
    EXPECT_EQ(directory.read("notes"), text);
  }
}

/// A record in another program's JSON formatting is still a record.
TEST(Writer, AddsToACaptureWhoseFieldsAreInAnotherOrder) {
  const std::string first = R"({"body":"{}","received_at":"2026-11-23T17:00:00Z","kind":"event",)"
                            R"("type":"a"})"
                            "\n";
  const TempDirectory directory;
  directory.write("a.jsonl", first);
  auto writer = Writer::open(directory.path("a.jsonl"), Durability::process);
  ASSERT_TRUE(writer) << writer.error().what;
  writer->add(record_of("1"));
  ASSERT_TRUE(writer->commit());
  EXPECT_EQ(directory.read("a.jsonl"), first + line_of(record_of("1")));
}

/// A writer to a.jsonl that has written one record.
class FollowedFile : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(commit("1")); }

  Result<void> commit(const std::string& id) {
    if (!writer_) {
      auto opened = Writer::open(path_, Durability::power);
      if (!opened) return std::move(opened).error();
      writer_.emplace(*std::move(opened));
    }
    writer_->add(record_of(id));
    return writer_->commit();
  }

  TempDirectory directory_;
  std::string path_ = directory_.path("a.jsonl");
  std::optional<Writer> writer_;
};

TEST_F(FollowedFile, IsMadeAnewWhenItWasRemoved) {
  EXPECT_FALSE(writer_->take_notice());
  ASSERT_EQ(::unlink(path_.c_str()), 0);
  ASSERT_TRUE(commit("2"));
  EXPECT_EQ(directory_.read("a.jsonl"), line_of(record_of("2")));
  EXPECT_EQ(writer_->take_notice(),
            path_ + " was removed: recording goes on in the file that has its name now");
  ASSERT_TRUE(commit("3"));
  EXPECT_FALSE(writer_->take_notice());
  EXPECT_EQ(directory_.read("a.jsonl"), line_of(record_of("2")) + line_of(record_of("3")));
}

TEST_F(FollowedFile, IsLeftToItsNewNameWhenItWasRenamed) {
  ASSERT_EQ(::rename(path_.c_str(), directory_.path("a.1.jsonl").c_str()), 0);
  ASSERT_TRUE(commit("2"));
  EXPECT_EQ(directory_.read("a.1.jsonl"), line_of(record_of("1")));
  EXPECT_EQ(directory_.read("a.jsonl"), line_of(record_of("2")));
  EXPECT_THAT(*writer_->take_notice(), HasSubstr("was moved or replaced"));
}

TEST_F(FollowedFile, IsTheOneThatTookItsPlaceAndLockedAsTheFirst) {
  directory_.write("b.jsonl", line_of(record_of("0")));
  ASSERT_EQ(::rename(directory_.path("b.jsonl").c_str(), path_.c_str()), 0);
  ASSERT_TRUE(commit("2"));
  EXPECT_EQ(directory_.read("a.jsonl"), line_of(record_of("0")) + line_of(record_of("2")));
  EXPECT_FALSE(Writer::open(path_, Durability::process));
}

TEST_F(FollowedFile, StoresNothingWhereWhatTookItsPlaceIsNoCapture) {
  ASSERT_EQ(::unlink(path_.c_str()), 0);
  directory_.write("a.jsonl", "dear diary");
  const auto failed = commit("2");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::internal);
  EXPECT_THAT(failed.error().what, HasSubstr("is not a capture file"));
  EXPECT_EQ(directory_.read("a.jsonl"), "dear diary");
  ASSERT_EQ(::unlink(path_.c_str()), 0);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_FALSE(commit("3"));
  ASSERT_EQ(::unlink(path_.c_str()), 0);
  ASSERT_TRUE(commit("4"));
  EXPECT_EQ(directory_.read("a.jsonl"), line_of(record_of("4")));
}

TEST(Writer, StoresNothingWhileItsFolderIsGone) {
  const TempDirectory directory;
  const std::string folder = directory.path("deep");
  ASSERT_EQ(::mkdir(folder.c_str(), 0700), 0);
  auto writer = Writer::open(folder + "/a.jsonl", Durability::process);
  ASSERT_TRUE(writer);
  ASSERT_EQ(::unlink((folder + "/a.jsonl").c_str()), 0);
  ASSERT_EQ(::rmdir(folder.c_str()), 0);
  writer->add(record_of("1"));
  EXPECT_FALSE(writer->commit());
  ASSERT_EQ(::mkdir(folder.c_str(), 0700), 0);
  writer->add(record_of("2"));
  ASSERT_TRUE(writer->commit());
  EXPECT_EQ(directory.read("deep/a.jsonl"), line_of(record_of("2")));
}

TEST(Writer, FollowsALinkAndLeavesIt) {
  const TempDirectory directory;
  const std::string link = directory.path("link");
  ASSERT_EQ(::symlink("a.jsonl", link.c_str()), 0);
  auto writer = Writer::open(link, Durability::process);
  ASSERT_TRUE(writer);
  writer->add(record_of("1"));
  ASSERT_TRUE(writer->commit());
  EXPECT_EQ(directory.read("a.jsonl"), line_of(record_of("1")));
  struct stat status {};
  ASSERT_EQ(::lstat(link.c_str(), &status), 0);
  EXPECT_TRUE(S_ISLNK(status.st_mode));
}

TEST(Writer, RefusesAFileThatAnotherWrites) {
  const TempDirectory directory;
  const auto first = Writer::open(directory.path("a.jsonl"), Durability::process);
  ASSERT_TRUE(first);
  const auto second = Writer::open(directory.path("a.jsonl"), Durability::process);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::config);
  EXPECT_THAT(second.error().what, HasSubstr("is being written by another streamctl"));
}

TEST(Writer, NamesAFileItCannotOpen) {
  const TempDirectory directory;
  const std::string path = directory.path("missing/a.jsonl");
  const auto writer = Writer::open(path, Durability::process);
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().kind, ErrorKind::config);
  EXPECT_THAT(writer.error().what, HasSubstr(path));
}

TEST(Writer, LeavesNoHalfLineOnAFullDiskAndRecovers) {
  const TempDirectory directory;
  auto writer = Writer::open(directory.path("a.jsonl"), Durability::process);
  ASSERT_TRUE(writer);
  writer->add(record_of("1"));
  ASSERT_TRUE(writer->commit());
  {
    const FileSizeLimit limit(1000);
    writer->add(record_of("2", 5000));
    const auto failed = writer->commit();
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, ErrorKind::internal);
    EXPECT_THAT(failed.error().what, HasSubstr("cannot write " + directory.path("a.jsonl")));
  }
  EXPECT_EQ(directory.read("a.jsonl"), line_of(record_of("1")));
  EXPECT_FALSE(writer->pending());
  writer->add(record_of("3"));
  ASSERT_TRUE(writer->commit());
  EXPECT_EQ(directory.read("a.jsonl"), line_of(record_of("1")) + line_of(record_of("3")));
}

TEST(Writer, GoesOnAfterTheFileWasEmptiedUnderIt) {
  const TempDirectory directory;
  auto writer = Writer::open(directory.path("a.jsonl"), Durability::process);
  ASSERT_TRUE(writer);
  writer->add(record_of("1"));
  ASSERT_TRUE(writer->commit());
  directory.write("a.jsonl", "");
  writer->add(record_of("2"));
  ASSERT_TRUE(writer->commit());
  EXPECT_EQ(directory.read("a.jsonl"), line_of(record_of("2")));
}

TEST(Writer, WritesToAPipe) {
  const TempDirectory directory;
  const std::string path = directory.path("fifo");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const FileDescriptor reader(::open(path.c_str(), O_RDONLY | O_NONBLOCK));
  auto writer = Writer::open(path, Durability::power);
  ASSERT_TRUE(writer) << writer.error().what;
  writer->add(record_of("1"));
  ASSERT_TRUE(writer->commit());
  std::string bytes(4096, '\0');
  const ssize_t count = ::read(reader.get(), bytes.data(), bytes.size());
  bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  EXPECT_EQ(bytes, line_of(record_of("1")));
}

}  // namespace
}  // namespace streamctl::capture
