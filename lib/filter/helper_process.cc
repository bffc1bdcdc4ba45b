#include "filter/helper_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "core/system/process.h"
#include "core/system/sockets.h"
#include "core/units.h"
#include "filter/helper.h"

namespace streamctl::filter {
namespace {

/// posix_spawn attributes: a separate process group, so that no terminal signal reaches it, and
/// default signal handling.
class Attributes {
 public:
  Attributes() {
    ::posix_spawnattr_init(&attributes_);
    sigset_t all{};
    sigfillset(&all);
    sigset_t none{};
    sigemptyset(&none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

/// The socket as standard input, and /dev/null for the others: libjq's output as it dies is not our
/// message.
class Actions {
 public:
  explicit Actions(int socket) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, socket, STDIN_FILENO);
    for (const int stream : {STDOUT_FILENO, STDERR_FILENO})
      ::posix_spawn_file_actions_addopen(&actions_, stream, "/dev/null", O_WRONLY, 0);
  }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  ~Actions() { ::posix_spawn_file_actions_destroy(&actions_); }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// Whether a process can raise this signal by its own fault.
bool is_own_fault(int signal) {
  for (const int one : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSYS, SIGTRAP, SIGXFSZ})
    if (signal == one) return true;
  return false;
}

HelperProcess::End meaning_of(int status) {
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    const std::string by = "by signal " + std::to_string(signal);
    if (is_own_fault(signal)) return {Failure::crash, "jq crashed on it (" + by + ")"};
    return {std::nullopt, "jq was ended " + by};
  }
  switch (static_cast<HelperExit>(WEXITSTATUS(status))) {
    case HelperExit::renewal:
      return {};
    case HelperExit::out_of_memory:
      return {Failure::memory, "it needs more than " + size_text(helper_memory_max) + " of memory"};
    case HelperExit::broken:
      break;
  }
  return {Failure::crash, "jq ended with " + std::to_string(WEXITSTATUS(status)) + " on it"};
}

}  // namespace

Result<HelperProcess> HelperProcess::start(const std::string& time_zone) {
  const auto failed = [](int number) {
    return system_error("cannot start the process of --filter", number);
  };
  auto [ours, theirs] = open_socket_pair();
  if (!ours.valid()) return failed(errno);
  if (::fcntl(ours.get(), F_SETFL, O_NONBLOCK) != 0) return failed(errno);
  std::string name = "streamctl";
  std::string argument = helper_argument;
  std::string zone = "TZ=" + time_zone;
  const std::array<char*, 3> arguments{name.data(), argument.data(), nullptr};
  const std::array<char*, 2> environment{time_zone.empty() ? nullptr : zone.data(), nullptr};
  const Attributes attributes;
  const Actions actions(theirs.get());
  pid_t pid = 0;
  const int failure = ::posix_spawn(&pid, own_program().c_str(), actions.get(), attributes.get(),
                                    arguments.data(), environment.data());
  if (failure != 0) return failed(failure);
  return HelperProcess(std::move(ours), pid);
}

HelperProcess::HelperProcess(HelperProcess&& other) noexcept
    : socket_(std::move(other.socket_)), pid_(std::exchange(other.pid_, 0)) {}

HelperProcess::~HelperProcess() {
  end();
}

HelperProcess::End HelperProcess::end() {
  if (pid_ == 0) return {};
  // No effect on a process that has already ended.
  ::kill(pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0) {
    if (errno == EINTR) continue;
    status = 0;  // We inherited an ignored SIGCHLD, so children are not waitable.
    break;
  }
  pid_ = 0;
  return meaning_of(status);
}

}  // namespace streamctl::filter
