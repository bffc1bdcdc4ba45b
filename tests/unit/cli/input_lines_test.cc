#include <condition_variable>
#include <fcntl.h>
#include <mutex>
#include <string>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "commands/send_event/line_reader.h"

namespace streamctl::cli {
namespace {

using ::testing::ElementsAre;

struct Pipe {
  Pipe() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    read_end = FileDescriptor(ends[0]);
    write_end = FileDescriptor(ends[1]);
  }
  void write(const std::string& text) const { EXPECT_EQ(write_all(write_end.get(), text), 0); }
  FileDescriptor read_end;
  FileDescriptor write_end;
};

/// Waits for lines like the production caller.
class Reader {
 public:
  explicit Reader(FileDescriptor input)
      : lines_(std::move(input), [this] {
          const std::lock_guard lock(mutex_);
          ++came_;
          changed_.notify_all();
        }) {}

  std::optional<InputLine> next() {
    std::unique_lock lock(mutex_);
    while (true) {
      const int seen = came_;
      if (auto line = lines_.next()) return line;
      if (lines_.at_end()) return std::nullopt;
      changed_.wait(lock, [&] { return came_ != seen; });
    }
  }
  InputLines& lines() { return lines_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int came_ = 0;
  InputLines lines_;  ///< Last: its thread ends before what it calls goes.
};

std::vector<std::string> all(const std::string& text) {
  Pipe pipe;
  std::jthread writer([&] {
    pipe.write(text);
    pipe.write_end = FileDescriptor();
  });
  Reader reader(std::move(pipe.read_end));
  std::vector<std::string> lines;
  while (auto line = reader.next())
    lines.push_back(std::to_string(line->number) + (line->too_long ? "!" : ":") +
                    (line->text.size() < 100 ? line->text : "…"));
  EXPECT_EQ(reader.lines().failure(), "");
  return lines;
}

TEST(InputLines, GivesLinesWithTheirNumbers) {
  EXPECT_THAT(all(""), ElementsAre());
  EXPECT_THAT(all("a\nb"), ElementsAre("1:a", "2:b"));
  EXPECT_THAT(all("a\r\n\n\nb\n"), ElementsAre("1:a", "2:", "3:", "4:b"));
  EXPECT_EQ(all(std::string(300, '\n')).size(), 300U);
}

TEST(InputLines, PassesOverWhatIsTooLong) {
  const std::string huge(3 * InputLines::line_bytes_max, 'x');
  EXPECT_THAT(all("a\n" + huge + "\nb\n"), ElementsAre("1:a", "2!", "3:b"));
  EXPECT_THAT(all("a\n" + huge), ElementsAre("1:a", "2!"));
  EXPECT_THAT(all(std::string(InputLines::line_bytes_max, 'x') + "\n"), ElementsAre("1:…"));
}

TEST(InputLines, GivesALineBeforeTheNextOneComes) {
  Pipe pipe;
  Reader reader(FileDescriptor(::dup(pipe.read_end.get())));
  for (const char* text : {"one", "two"}) {
    pipe.write(std::string(text) + "\n");
    EXPECT_EQ(reader.next()->text, text);
  }
  EXPECT_FALSE(reader.lines().at_end());
}

TEST(InputLines, GoesAwayWhileNothingComes) {
  Pipe pipe;
  { const Reader reader(FileDescriptor(::dup(pipe.read_end.get()))); }
  { const Reader reader(FileDescriptor(::open("/dev/zero", O_RDONLY | O_CLOEXEC))); }
}

TEST(InputLines, SaysWhyItCannotRead) {
  Reader reader(FileDescriptor(::open("/", O_RDONLY | O_CLOEXEC)));
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.lines().failure(), "Is a directory");
}

}  // namespace
}  // namespace streamctl::cli
