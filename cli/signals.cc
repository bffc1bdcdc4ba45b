#include "signals.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <unistd.h>
#include <utility>

#include "core/interruptible.h"
#include "core/system/sockets.h"

namespace streamctl::cli {
namespace {

// A signal handler has no argument to carry its state: the one exception to "no globals".
int write_end = -1;
std::atomic<int> signals_seen = 0;
std::atomic<int> companion = 0;
int first_signal = 0;

extern "C" void on_signal(int signal) {
  const int kept_errno = errno;
  if (signals_seen++ > 0 && signal == SIGINT) end_at_once(128 + SIGINT);
  interrupt(signal);
  const auto byte = static_cast<unsigned char>(signal);
  [[maybe_unused]] const ssize_t written = ::write(write_end, &byte, 1);
  errno = kept_errno;
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigaction(signal, &action, nullptr);
}

/// Ignored, as nohup sets it.
bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

InterruptsIgnored::InterruptsIgnored() {
  ::sigaction(SIGINT, nullptr, &before_);
  handle(SIGINT, SIG_IGN);
}

InterruptsIgnored::~InterruptsIgnored() {
  ::sigaction(SIGINT, &before_, nullptr);
}

void set_companion(int pid) noexcept {
  companion = pid;
}

void end_at_once(int code) noexcept {
  if (const int pid = companion; pid != 0) ::kill(pid, SIGTERM);
  ::_exit(code);
}

StopSignals::StopSignals() {
  handle(SIGPIPE, SIG_IGN);
  handle(SIGXFSZ, SIG_IGN);  // Exceeding a file limit then fails write(), which we handle.
  Pipe pipe = open_pipe();
  if (!pipe.read.valid())
    return;  // Without descriptors, keep the default actions: the process just ends.
  read_end_ = std::move(pipe.read);
  write_end = pipe.write.release();
  waiter_ = std::jthread([this] {
    unsigned char signal = 0;
    while (true) {
      const ssize_t count = ::read(read_end_.get(), &signal, 1);
      if (count < 0 && errno == EINTR) continue;
      if (count != 1) return;
      if (signal == 0) return;
      if (first_signal == 0) first_signal = signal;
      source_.request_stop();
    }
  });
  handle(SIGINT, on_signal);
  handle(SIGTERM, on_signal);
  if (!is_ignored(SIGHUP)) handle(SIGHUP, on_signal);
}

StopSignals::~StopSignals() {
  if (write_end < 0) return;
  handle(SIGINT, SIG_DFL);
  handle(SIGTERM, SIG_DFL);
  if (!is_ignored(SIGHUP)) handle(SIGHUP, SIG_DFL);
  const unsigned char end = 0;
  [[maybe_unused]] const ssize_t written = ::write(write_end, &end, 1);
  waiter_.join();
  ::close(write_end);
  write_end = -1;
}

const int& StopSignals::signal() const {
  return first_signal;
}

}  // namespace streamctl::cli
