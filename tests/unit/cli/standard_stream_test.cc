#include "standard_stream.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sstream>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

namespace streamctl::cli {
namespace {

struct Pipe {
  Pipe() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::pipe(ends), 0);
    reader = FileDescriptor(ends[0]);
    writer = FileDescriptor(ends[1]);
    std::signal(SIGPIPE, SIG_IGN);
  }
  std::string read() const {
    std::string text(4096, '\0');
    text.resize(static_cast<std::size_t>(::read(reader.get(), text.data(), text.size())));
    return text;
  }
  FileDescriptor reader;
  FileDescriptor writer;
};

FileDescriptor full() {
  return FileDescriptor(::open("/dev/full", O_WRONLY));
}

TEST(StandardStream, WritesWhatItIsGivenWhenFlushed) {
  const Pipe pipe;
  StandardStream stream(pipe.writer.get(), {});
  std::ostream out(&stream);
  out << "one " << 2 << std::flush;
  EXPECT_EQ(pipe.read(), "one 2");
  EXPECT_FALSE(stream.at_line_start());
  out << std::string(3, 'x') << std::endl;
  EXPECT_EQ(pipe.read(), "xxx\n");
  EXPECT_TRUE(stream.at_line_start());
  EXPECT_EQ(output_failure(out), 0);
}

TEST(StandardStream, WritesMoreThanItsBufferHoldsInOrder) {
  char name[] = "/tmp/standard_stream_test.XXXXXX";
  const FileDescriptor file(::mkstemp(name));
  std::string wanted;
  {
    StandardStream stream(file.get(), {});
    std::ostream out(&stream);
    for (const int size : {1, 8191, 1, 8192, 3, 20'000, 5}) {
      wanted += std::string(static_cast<std::size_t>(size), static_cast<char>('a' + size % 26));
      out << std::string(static_cast<std::size_t>(size), static_cast<char>('a' + size % 26));
      out.put('\n');
      wanted += '\n';
    }
  }
  std::string written(wanted.size() + 1, '\0');
  ASSERT_EQ(::pread(file.get(), written.data(), written.size(), 0),
            static_cast<ssize_t>(wanted.size()));
  written.pop_back();
  EXPECT_EQ(written, wanted);
  ::unlink(name);
}

TEST(StandardStream, KnowsWhyItCouldNotBeWrittenAndSaysItOnce) {
  const FileDescriptor file = full();
  StandardStream stream(file.get(), {});
  std::ostream out(&stream);
  out << "lost";
  EXPECT_EQ(output_failure(out), 0);
  out.flush();
  EXPECT_TRUE(out.bad());
  EXPECT_EQ(output_failure(out), ENOSPC);
  const auto error = take_output_error(out);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->what, "cannot write standard output: No space left on device");
  EXPECT_FALSE(take_output_error(out).has_value());
  EXPECT_EQ(output_failure(out), ENOSPC);
}

TEST(StandardStream, AReaderThatHasGoneIsNoError) {
  Pipe pipe;
  pipe.reader = FileDescriptor();
  StandardStream stream(pipe.writer.get(), {});
  std::ostream out(&stream);
  out << "lost" << std::flush;
  EXPECT_EQ(output_failure(out), EPIPE);
  EXPECT_FALSE(take_output_error(out).has_value());
}

TEST(StandardStream, WaitsForNoReaderAfterAStop) {
  const Pipe pipe;
  std::stop_source source;
  StandardStream stream(pipe.writer.get(), source.get_token());
  std::ostream out(&stream);
  source.request_stop();
  out << "read\n" << std::flush;
  EXPECT_EQ(pipe.read(), "read\n");
  out << std::string(1'000'000, 'x') << std::flush;
  EXPECT_EQ(output_failure(out), StandardStream::unread);
  const auto error = take_output_error(out);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->what, "cannot write standard output: nobody reads it");
}

TEST(StandardStream, WaitsOnlyOnceForAReaderAfterAStop) {
  const Pipe pipe;
  std::stop_source source;
  StandardStream stream(pipe.writer.get(), source.get_token());
  std::ostream out(&stream);
  source.request_stop();
  out << std::string(1'000'000, 'x') << std::flush;
  for (int i = 0; i < 100'000; ++i) {  // A wait for each would take half a day.
    out.clear();
    out << "line\n" << std::flush;
    ASSERT_TRUE(out.bad());
  }
  EXPECT_EQ(output_failure(out), StandardStream::unread);
}

TEST(StandardStream, OfOtherStreamsOnlyThatTheyFailedIsKnown) {
  std::ostringstream out;
  EXPECT_EQ(output_failure(out), 0);
  out.setstate(std::ios::badbit);
  EXPECT_EQ(output_failure(out), EIO);
}

}  // namespace
}  // namespace streamctl::cli
