#include "capture/writer.h"

#include <csignal>
#include <fcntl.h>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/history.h"
#include "capture/temp_directory.h"

namespace streamctl::capture {
namespace {

using testing::HasSubstr;

Record record_of(const std::string& id, std::size_t body_bytes = 2) {
  Record record;
  record.webhook_id = id;
  record.type = "call.created";
  record.body = std::string(body_bytes, 'x');
  return record;
}

std::string line_of(const Record& record) {
  std::string line;
  append_line(record, line);
  return line;
}

/// Files of this process may not grow past a size: what a full disk is to a writer.
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
      {"zeros after power loss", whole + std::string(500, '\0'), whole, 500},
      {"a long torn line", whole + "{\"a\":\"" + std::string(200000, 'x'), whole, 200006},
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
  for (const std::string text : {"dear diary", "dear diary\n", "[{}]", "{\n  \"a\": 1\n}"}) {
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
  const auto writer = Writer::open("/nonexistent/a.jsonl", Durability::process);
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().kind, ErrorKind::config);
  EXPECT_THAT(writer.error().what, HasSubstr("/nonexistent/a.jsonl"));
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

TEST(History, KeepsTwoGenerationsWithinItsBound) {
  const TempDirectory directory;
  const std::string state = directory.path("deep/streamctl");
  auto history = History::open(state, 4096);
  ASSERT_TRUE(history) << history.error().what;
  for (int i = 0; i < 100; ++i) {
    history->add(record_of(std::to_string(i), 100));
    ASSERT_TRUE(history->commit());
  }
  const std::string newer = directory.read("deep/streamctl/history.jsonl");
  const std::string older = directory.read("deep/streamctl/history.1.jsonl");
  EXPECT_LE(newer.size(), 4096U);
  EXPECT_LE(older.size(), 4096U);
  EXPECT_THAT(newer, HasSubstr(R"("webhook_id":"99")"));
  EXPECT_GT(newer.size() + older.size(), 4096U);
  struct stat status {};
  ASSERT_EQ(::stat(history_files(state)[1].c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(History, IsSharedByProcessesAndGenerations) {
  const TempDirectory directory;
  auto one = History::open(directory.path("s"), 2000);
  auto two = History::open(directory.path("s"), 2000);
  ASSERT_TRUE(one && two);
  for (int i = 0; i < 5; ++i) {
    one->add(record_of("one" + std::to_string(i)));
    ASSERT_TRUE(one->commit());
    two->add(record_of("two" + std::to_string(i)));
    ASSERT_TRUE(two->commit());
  }
  const std::string all = directory.read("s/history.1.jsonl") + directory.read("s/history.jsonl");
  EXPECT_THAT(all, HasSubstr("one4"));
  EXPECT_THAT(all, HasSubstr("two4"));
  EXPECT_THAT(all, HasSubstr("one3"));
}

TEST(History, CutsOffATornLastLine) {
  const TempDirectory directory;
  auto history = History::open(directory.path("s"));
  ASSERT_TRUE(history);
  directory.write("s/history.jsonl", line_of(record_of("1")) + "{\"kind\":\"ev");
  history->add(record_of("2"));
  ASSERT_TRUE(history->commit());
  EXPECT_EQ(directory.read("s/history.jsonl"), line_of(record_of("1")) + line_of(record_of("2")));
}

}  // namespace
}  // namespace streamctl::capture
