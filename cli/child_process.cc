#include "child_process.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/process.h"
#include "core/text.h"
#include "net/http_server/server.h"
#include "signals.h"

namespace streamctl::cli {
namespace {

/// Grace period before each escalation: to SIGTERM, then to SIGKILL.
constexpr std::chrono::seconds patience{5};

/// Whether we are in the terminal's foreground group, which receives its Ctrl-C.
bool in_foreground() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::tcgetpgrp(fd) == ::getpgrp()) return true;
  }
  return false;
}

/// posix_spawn attributes that neither ignore nor block the signals a program expects to end it.
class SpawnAttributes {
 public:
  explicit SpawnAttributes(bool own_group) {
    ::posix_spawnattr_init(&attributes_);
    sigset_t defaults{};
    sigemptyset(&defaults);
    for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGQUIT, SIGXFSZ})
      sigaddset(&defaults, number);
    sigset_t blocked{};
    sigemptyset(&blocked);
    ::posix_spawnattr_setsigdefault(&attributes_, &defaults);
    ::posix_spawnattr_setsigmask(&attributes_, &blocked);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    const int flags =
        POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (own_group ? POSIX_SPAWN_SETPGROUP : 0);
    ::posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));
  }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  ~SpawnAttributes() { ::posix_spawnattr_destroy(&attributes_); }
  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

class SpawnActions {
 public:
  explicit SpawnActions(bool stdout_to_stderr) {
    ::posix_spawn_file_actions_init(&actions_);
    if (stdout_to_stderr)
      ::posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

int code_of(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int reap(int pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return code_of(status);
}

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const std::vector<std::string>& command,
                                                          const std::vector<Variable>& variables,
                                                          Stdout standard_output,
                                                          std::function<void()> exited) {
  std::vector<std::string> words = command;
  std::vector<std::string> environment = environment_with(variables);
  const bool shares_terminal = in_foreground();
  const SpawnAttributes attributes(!shares_terminal);
  int pid = 0;
  const SpawnActions actions(standard_output == Stdout::our_stderr);
  const int failure = ::posix_spawnp(&pid, words.front().c_str(), actions.get(), attributes.get(),
                                     pointers_to(words).data(), pointers_to(environment).data());
  if (failure != 0) {
    Error error = system_error("cannot run " + printable(command.front()), failure);
    error.kind = ErrorKind::usage;
    return error;
  }
  std::unique_ptr<ChildProcess> child(new ChildProcess(pid, shares_terminal));
  set_companion(child->address());
  child->waiter_ = std::jthread([self = child.get(), exited = std::move(exited)] {
    await_exit(self->pid_);
    {
      const std::lock_guard lock(self->mutex_);
      set_companion(0);
      self->code_ = reap(self->pid_);
      self->ended_ = true;
    }
    self->is_over_.notify_all();
    exited();
  });
  return child;
}

ChildProcess::~ChildProcess() {
  std::unique_lock lock(mutex_);
  for (const int number : {SIGTERM, SIGKILL}) {
    if (ended_) return;
    ::kill(address(), number);
    is_over_.wait_for(lock, patience, [this] { return ended_; });
  }
}

void ChildProcess::end(net::Server& server, int number) {
  const bool is_told = shares_terminal_ && number == SIGINT;
  if (!is_told) signal(number);
  server.after(patience, [this] { signal(SIGTERM); });
  server.after(2 * patience, [this] { signal(SIGKILL); });
}

void ChildProcess::signal(int number) {
  const std::lock_guard lock(mutex_);
  if (!ended_) ::kill(address(), number);
}

int ChildProcess::wait() {
  if (waiter_.joinable()) waiter_.join();
  return code_;
}

}  // namespace streamctl::cli
