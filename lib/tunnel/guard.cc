#include "tunnel/guard.h"

#include <cerrno>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace streamctl::tunnel {
namespace {

/// From SIGTERM to SIGKILL: this many looks whether the group has ended.
constexpr int looks_max = 60;
constexpr timespec between_looks{0, 50'000'000};

bool is_line_dead() {
  char byte = 0;
  ssize_t count = 0;
  do {
    count = ::read(STDIN_FILENO, &byte, 1);
  } while (count < 0 && errno == EINTR);
  return count == 0;
}

/// In the new process, which shares no file and no terminal with us; only functions that are safe
/// in a signal handler may be called.
[[noreturn]] void guard(pid_t group, int line) {
  sigset_t all{};
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  ::setsid();
  ::prctl(PR_SET_NAME, "streamctl-guard");
  ::dup2(line, STDIN_FILENO);
  ::close_range(STDIN_FILENO + 1, ~0U, 0);
  if (!is_line_dead()) ::_exit(0);
  ::kill(-group, SIGTERM);
  for (int looks = 0; looks < looks_max && ::kill(-group, 0) == 0; ++looks)
    ::nanosleep(&between_looks, nullptr);
  ::kill(-group, SIGKILL);
  ::_exit(0);
}

}  // namespace

void Guard::begin(pid_t group) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return;
  const FileDescriptor read(ends[0]);
  line_ = FileDescriptor(ends[1]);
  pid_ = ::fork();
  if (pid_ == 0) guard(group, read.get());
}

void Guard::dismiss() {
  if (pid_ < 0) return;
  [[maybe_unused]] const ssize_t written = ::write(line_.get(), "", 1);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

}  // namespace streamctl::tunnel
