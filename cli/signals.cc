#include "signals.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace streamctl::cli {
namespace {

// A signal handler has no argument to carry its state: these are the one exception to "no globals".
int write_end = -1;
volatile std::sig_atomic_t interrupts = 0;
int first_signal = 0;

extern "C" void on_signal(int signal) {
  const int kept_errno = errno;
  if (signal == SIGINT) interrupts = interrupts + 1;
  if (interrupts > 1) ::_exit(128 + SIGINT);
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

}  // namespace

StopSignals::StopSignals() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return;  // Without descriptors the default actions stay: the process just ends.
  read_end_ = FileDescriptor(ends[0]);
  write_end = ends[1];
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
  handle(SIGPIPE, SIG_IGN);
  handle(SIGXFSZ, SIG_IGN);  // A file at its limit is an error of write(), which we answer.
}

StopSignals::~StopSignals() {
  if (write_end < 0) return;
  handle(SIGINT, SIG_DFL);
  handle(SIGTERM, SIG_DFL);
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
