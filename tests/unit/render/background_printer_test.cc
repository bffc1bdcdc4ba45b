#include "render/background_printer.h"

#include <atomic>
#include <csignal>
#include <functional>
#include <memory>
#include <new>
#include <ostream>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/file.h"
#include "core/text.h"
#include "standard_stream.h"
#include "threads.h"

namespace streamctl::cli {
namespace {

using testing::Gate;
using testing::next;

/// A stream that blocks on a gate, and may fail.
class FakeStream final : public std::stringbuf {
 public:
  explicit FakeStream(std::function<void()> wait = nullptr) : wait_(std::move(wait)) {}

  std::atomic<bool> fails = false;
  BoundedQueue<std::string> written{10'000};  ///< Including failed writes.

 private:
  std::streamsize xsputn(const char* bytes, std::streamsize count) override {
    const bool failed = fails;
    written.push(std::string(bytes, static_cast<std::size_t>(count)));
    if (wait_) wait_();
    return failed ? 0 : std::stringbuf::xsputn(bytes, count);
  }

  std::function<void()> wait_;
};

/// A printer on `buffer`, the queue before it, and the failures that it reports.
class Bench {
 public:
  explicit Bench(std::streambuf& buffer, std::size_t bytes_max = 1'000'000)
      : out_(&buffer), lines(bytes_max) {
    start(lines.source());
  }
  /// Prints from `source` instead of the queue.
  Bench(std::streambuf& buffer, BackgroundPrinter::Source source) : out_(&buffer), lines(0) {
    start(std::move(source));
  }

  void start(BackgroundPrinter::Source source) {
    err_.tie(&out_);
    source.missing = [](std::uint64_t events) { return std::to_string(events) + " missing\n"; };
    printer_ = std::make_unique<BackgroundPrinter>(context_, std::move(source),
                                                   [this] { failures.push(1); });
  }

  BackgroundPrinter& printer() { return *printer_; }
  std::ostream& err() { return err_; }
  void destroy() { printer_.reset(); }

 private:
  std::istringstream in_;
  std::ostream out_;
  std::ostringstream err_;
  SystemClock clock_;
  Random random_{1};
  int no_signal_ = 0;
  Context context_{.in = in_,
                   .out = out_,
                   .err = err_,
                   .out_terminal = {},
                   .err_terminal = {},
                   .clock = clock_,
                   .random = random_,
                   .stop = {},
                   .stop_signal = no_signal_};

 public:
  LineQueue lines;
  BoundedQueue<int> failures{100};

 private:
  std::unique_ptr<BackgroundPrinter> printer_;
};

TEST(BackgroundPrinter, PrintsWhatWaitsBeforeItEnds) {
  FakeStream stream;
  Bench bench(stream);
  for (const char* line : {"a\n", "b\n", "c\n"})
    EXPECT_TRUE(bench.lines.push(line));
  bench.destroy();
  EXPECT_EQ(stream.str(), "a\nb\nc\n");
}

TEST(BackgroundPrinter, ReportsEventsThatItHasNoMemoryToRender) {
  FakeStream stream;
  int pages = 0;
  BackgroundPrinter::Source source;
  source.next = [&pages](BackgroundPrinter::Page& page) {
    if (++pages > 1) return false;
    page.add_rendered([] { return "a\n"; });
    page.add_rendered([]() -> std::string { throw std::bad_alloc(); });
    page.add_rendered([] { return "b\n"; });
    return true;
  };
  source.close = [] {};
  Bench(stream, std::move(source)).destroy();
  EXPECT_EQ(stream.str(), "a\nb\n1 missing\n");
}

TEST(BackgroundPrinter, NeverMakesItsWriterWaitForASlowStream) {
  Gate gate;
  FakeStream stream(gate.wait());
  Bench bench(stream, 2 * (sizeof(std::string) + 2));
  EXPECT_TRUE(bench.lines.push("a\n"));
  EXPECT_EQ(next(stream.written), "a\n");
  EXPECT_TRUE(bench.lines.push("b\n"));
  EXPECT_FALSE(bench.lines.push("c\n"));
  gate.open();
  bench.destroy();
  EXPECT_EQ(stream.str(), "a\nb\n");
}

TEST(BackgroundPrinter, CountsWhatCouldNotBeWrittenAndTriesAgain) {
  FakeStream stream;
  stream.fails = true;
  Bench bench(stream);
  bench.lines.push("a\n");
  next(bench.failures);
  EXPECT_EQ(next(stream.written), "a\n");
  bench.lines.push("b\n");
  EXPECT_EQ(next(stream.written), "1 missing\nb\n");
  stream.fails = false;
  bench.lines.push("c\n");
  EXPECT_EQ(next(stream.written), "2 missing\nc\n");
  bench.lines.push("d\n");
  EXPECT_EQ(next(stream.written), "d\n");
  bench.destroy();
  EXPECT_EQ(stream.str(), "2 missing\nc\nd\n");
  EXPECT_FALSE(bench.failures.pop_for(std::chrono::nanoseconds{0})) << "reported once";
}

TEST(BackgroundPrinter, EndsWithoutAReader) {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe(ends), 0);
  const FileDescriptor writer(ends[1]);
  ::close(ends[0]);
  StandardStream stream(writer.get(), {});
  Bench bench(stream);
  EXPECT_FALSE(bench.printer().gone());
  bench.lines.push("a\n");
  next(bench.failures);
  EXPECT_TRUE(bench.printer().gone());
  for (int i = 0; i < 1000; ++i)
    EXPECT_TRUE(bench.lines.push("more\n"));
  bench.destroy();
  EXPECT_FALSE(bench.failures.pop_for(std::chrono::nanoseconds{0}));
}

TEST(BackgroundPrinter, PrintsTheLinesOfTwoWritersWhole) {
  FakeStream stream;
  Bench bench(stream);
  const auto write = [&](char name) {
    for (int i = 0; i < 1000; ++i)
      EXPECT_TRUE(bench.lines.push(name + std::to_string(i) + "\n"));
  };
  {
    const std::jthread first(write, 'a');
    const std::jthread second(write, 'b');
  }
  bench.destroy();
  std::vector<std::string> lines[2];
  const std::string text = stream.str();
  for (const std::string_view line : split(text, '\n'))
    if (!line.empty()) lines[line.front() == 'a' ? 0 : 1].emplace_back(line);
  for (std::size_t writer = 0; writer < 2; ++writer) {
    ASSERT_EQ(lines[writer].size(), 1000U);
    for (std::size_t i = 0; i < 1000; ++i)
      EXPECT_EQ(lines[writer][i], (writer == 0 ? "a" : "b") + std::to_string(i));
  }
}

TEST(BackgroundPrinter, OwnsStandardOutputUntilItIsDestroyed) {
  FakeStream stream;
  Bench bench(stream);
  EXPECT_EQ(bench.err().tie(), nullptr) << "two threads would flush the same buffer";
  bench.destroy();
  EXPECT_NE(bench.err().tie(), nullptr);
}

}  // namespace
}  // namespace streamctl::cli
