#include "tunnel/guard.h"

#include <cerrno>
#include <csignal>
#include <ctime>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "core/system/process.h"
#include "core/system/sockets.h"

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
  name_process("streamctl-guard");
  ::dup2(line, STDIN_FILENO);
  close_from(STDIN_FILENO + 1);
  if (!is_line_dead()) ::_exit(0);
  ::kill(-group, SIGTERM);
  for (int looks = 0; looks < looks_max && ::kill(-group, 0) == 0; ++looks)
    ::nanosleep(&between_looks, nullptr);
  ::kill(-group, SIGKILL);
  ::_exit(0);
}

}  // namespace

void Guard::begin(pid_t group) {
  Pipe line = open_pipe();
  if (!line.read.valid()) return;
  line_ = std::move(line.write);
  pid_ = ::fork();
  if (pid_ == 0) guard(group, line.read.get());
}

void Guard::dismiss() {
  if (pid_ < 0) return;
  [[maybe_unused]] const ssize_t written = ::write(line_.get(), "", 1);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

}  // namespace streamctl::tunnel
