#include "render/status_line.h"

#include <chrono>
#include <istream>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <pty.h>
#include <stop_token>
#include <string>
#include <sys/ioctl.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "core/file.h"
#include "core/random.h"
#include "standard_stream.h"

namespace streamctl::cli {
namespace {

using namespace std::chrono_literals;

/// A clock that stands still.
class Stopwatch final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override { return WallTime{}; }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime{} + 1h; }
};

/// A terminal with both standard streams on it.
class Desk {
 public:
  explicit Desk(const std::string& term = "xterm", unsigned short columns = 80) {
    int controller = -1;
    int terminal = -1;
    winsize size{24, columns, 0, 0};
    EXPECT_EQ(::openpty(&controller, &terminal, nullptr, nullptr, &size), 0);
    controller_ = FileDescriptor(controller);
    terminal_ = FileDescriptor(terminal);
    err_stream_ = std::make_unique<StandardStream>(terminal, stop_.get_token());
    out_stream_ = std::make_unique<StandardStream>(terminal, stop_.get_token());
    environment_["TERM"] = term;
  }

  Context& context(int out_fd = -1) {
    if (out_fd >= 0) out_stream_ = std::make_unique<StandardStream>(out_fd, stop_.get_token());
    out_.rdbuf(out_stream_.get());
    err_.rdbuf(err_stream_.get());
    const Terminal terminal{.width = 80, .is_tty = true, .fd = terminal_.get()};
    context_ = std::make_unique<Context>(
        Context{in_,
                out_,
                err_,
                terminal,
                terminal,
                Output::pretty,
                false,
                false,
                {},
                [this](const std::string& name) -> std::optional<std::string> {
                  const auto found = environment_.find(name);
                  return found == environment_.end() ? std::nullopt : std::optional(found->second);
                },
                clock_,
                random_,
                stop_.get_token(),
                signal_});
    return *context_;
  }

  /// What was shown since the last call, at least up to `end`.
  std::string shown(const std::string& end) {
    std::string text;
    while (!text.ends_with(end)) {
      std::string piece(4096, '\0');
      const ssize_t count = ::read(controller_.get(), piece.data(), piece.size());
      if (count <= 0) break;
      text.append(piece, 0, static_cast<std::size_t>(count));
    }
    return text;
  }

  void resize(unsigned short columns) {
    const winsize size{24, columns, 0, 0};
    EXPECT_EQ(::ioctl(controller_.get(), TIOCSWINSZ, &size), 0);
  }

  std::ostream& out() { return out_; }
  std::ostream& err() { return err_; }
  std::stop_source& stop() { return stop_; }

 private:
  FileDescriptor controller_;
  FileDescriptor terminal_;
  std::stop_source stop_;
  std::unique_ptr<StandardStream> err_stream_;
  std::unique_ptr<StandardStream> out_stream_;
  std::istream in_{nullptr};
  std::ostream out_{nullptr};
  std::ostream err_{nullptr};
  std::map<std::string, std::string> environment_;
  Stopwatch clock_;
  Random random_{1};
  int signal_ = 0;
  std::unique_ptr<Context> context_;
};

constexpr const char* cleared = "\r\x1b[K";

TEST(StatusLine, StepsAsideForWhatIsPrinted) {
  Desk desk;
  auto line = StatusLine::open(desk.context(), "0 received");
  ASSERT_NE(line, nullptr);
  EXPECT_EQ(desk.shown("received"), "0 received");
  desk.out() << "an event\n" << std::flush;
  EXPECT_EQ(desk.shown("received"), std::string(cleared) + "an event\r\n0 received");
  desk.err() << "a warning, in " << std::flush;
  EXPECT_EQ(desk.shown("in "), std::string(cleared) + "a warning, in ");
  desk.err() << "two parts\n" << std::flush;
  EXPECT_EQ(desk.shown("received"), "two parts\r\n0 received");
  line.reset();
  EXPECT_EQ(desk.shown(cleared), cleared);
  desk.err() << "the end\n" << std::flush;
  EXPECT_EQ(desk.shown("\n"), "the end\r\n");
}

TEST(StatusLine, ShowsWhatCame) {
  Desk desk;
  const auto line = StatusLine::open(desk.context(), "0 received");
  ASSERT_NE(line, nullptr);
  desk.shown("0 received");
  line->came("1 received");
  EXPECT_EQ(desk.shown("ago"), std::string(cleared) + "1 received, last 0 s ago");
}

TEST(StatusLine, WritesALongTextInOrder) {
  Desk desk;
  const auto line = StatusLine::open(desk.context(), "0 received");
  ASSERT_NE(line, nullptr);
  desk.shown("received");
  std::string text;
  for (int i = 0; i < 300; ++i)  // More than the terminal takes at once.
    text += std::string(100, static_cast<char>('a' + i % 26)) + "\n";
  const std::jthread writer([&] { desk.out() << text << std::flush; });
  std::string expected = cleared;
  for (const char c : text)
    expected += c == '\n' ? "\r\n" : std::string(1, c);
  EXPECT_EQ(desk.shown("received"), expected + "0 received");
}

TEST(StatusLine, GoesWhenStopIsRequested) {
  Desk desk;
  const auto line = StatusLine::open(desk.context(), "0 received");
  ASSERT_NE(line, nullptr);
  desk.shown("received");
  desk.stop().request_stop();
  EXPECT_EQ(desk.shown(cleared), cleared);
  desk.err() << "waiting\n" << std::flush;
  line->came("1 received");
  desk.err() << "waiting\n" << std::flush;
  EXPECT_EQ(desk.shown("waiting\r\nwaiting\r\n"), "waiting\r\nwaiting\r\n");
}

TEST(StatusLine, FitsATerminalThatWasResized) {
  Desk desk;
  const auto line = StatusLine::open(desk.context(), "1,234 received, 56 refused, 7 failed");
  ASSERT_NE(line, nullptr);
  desk.shown("failed");
  desk.resize(20);  // It now takes two rows.
  desk.out() << "event\n" << std::flush;
  EXPECT_EQ(desk.shown("…"), "\x1b[1A\r\x1b[Jevent\r\n1,234 received, 56…");
}

TEST(StatusLine, StaysAwayWhereItWouldBeInTheWay) {
  EXPECT_EQ(StatusLine::open(Desk("dumb").context(), "x"), nullptr);
  EXPECT_EQ(StatusLine::open(Desk("").context(), "x"), nullptr);
  Desk quiet;
  Context& context = quiet.context();
  context.quiet = true;
  EXPECT_EQ(StatusLine::open(context, "x"), nullptr);
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe(ends), 0);
  const FileDescriptor reader(ends[0]);
  const FileDescriptor writer(ends[1]);
  Desk piped;
  EXPECT_EQ(StatusLine::open(piped.context(writer.get()), "x"), nullptr);
}

TEST(StatusLine, TellsAgesInOneUnit) {
  EXPECT_EQ(age_text(0s), "last 0 s ago");
  EXPECT_EQ(age_text(59'900ms), "last 59 s ago");
  EXPECT_EQ(age_text(60s), "last 1 min ago");
  EXPECT_EQ(age_text(3599s), "last 59 min ago");
  EXPECT_EQ(age_text(50h), "last 50 h ago");
  EXPECT_EQ(age_lasts(1200ms), 800ms);
  EXPECT_EQ(age_lasts(61s), 59s);
}

}  // namespace
}  // namespace streamctl::cli
