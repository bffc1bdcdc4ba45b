#include "tunnel/child.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <future>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/process.h"
#include "core/system/process.h"
#include "core/system/sockets.h"
#include "core/text.h"

namespace streamctl::tunnel {
namespace {

/// From SIGTERM to SIGKILL.
constexpr std::chrono::seconds grace{3};
/// How long the rest of the group may take after its leader has exited.
constexpr std::chrono::seconds rest_grace{1};
constexpr std::chrono::milliseconds quiet_time{1000};
constexpr std::size_t piece_bytes = std::size_t{64} * 1024;

/// What the new process needs; all of it is made before the fork, after which only functions that
/// are safe in a signal handler may be called.
struct Launch {
  char* const* words;
  char* const* environment;
  pid_t parent;
  int output;
  int errors;
  int failure;
};

/// In the new process: becomes the program, or writes the errno to `failure`.
[[noreturn]] void become(const Launch& launch) {
  ::setpgid(0, 0);
  // In case there is no guard. Sent when the thread that forked ends, which outlives the child
  // otherwise.
  signal_with_parent(SIGTERM);
  if (::getppid() != launch.parent) ::_exit(127);
  for (int number = 1; number < NSIG; ++number)
    ::signal(number, SIG_DFL);
  sigset_t none{};
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(null, STDIN_FILENO);
  ::dup2(launch.output, STDOUT_FILENO);
  ::dup2(launch.errors, STDERR_FILENO);
  close_from_on_exec(STDERR_FILENO + 1);
  ::execve(launch.words[0], launch.words, launch.environment);
  const int number = errno;
  [[maybe_unused]] const ssize_t written = ::write(launch.failure, &number, sizeof number);
  ::_exit(127);
}

Exit exit_of(int status) {
  if (WIFSIGNALED(status)) return {0, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

}  // namespace

Result<std::unique_ptr<Child>> Child::start(ChildOptions options, Handlers handlers,
                                            const Clock& clock) {
  auto pipes = open_pipes();
  if (!pipes) return std::move(pipes).error();
  std::unique_ptr<Child> child(new Child(std::move(handlers), clock));
  child->pipes_ = *std::move(pipes);
  std::promise<int> launched;
  std::future<int> failure = launched.get_future();
  // The thread that forks is the one that follows: see become().
  child->thread_ =
      std::jthread([self = child.get(), &options, launched = std::move(launched)]() mutable {
        const int number = self->launch(options);
        launched.set_value(number);
        if (number == 0) self->follow();
      });
  const int number = failure.get();
  if (number == 0) return child;
  child->ended_ = true;
  Error error = system_error("cannot run " + printable(options.words.front()), number);
  error.kind = ErrorKind::config;
  return error;
}

Result<Child::Pipes> Child::open_pipes() {
  Pipes pipes;
  for (const auto& [read, write] :
       {std::pair{&pipes.output, &pipes.output_in}, std::pair{&pipes.errors, &pipes.errors_in},
        std::pair{&pipes.failure, &pipes.failure_in}}) {
    Pipe pipe = open_pipe();
    if (!pipe.read.valid()) return system_error("cannot make a pipe", errno);
    *read = std::move(pipe.read);
    *write = std::move(pipe.write);
  }
  ::fcntl(pipes.output.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(pipes.errors.get(), F_SETFL, O_NONBLOCK);
  if (!pipes.exited.valid()) return system_error("cannot make an event", errno);
  return pipes;
}

/// Starts the program; the errno, or 0.
int Child::launch(const ChildOptions& options) {
  std::vector<std::string> words = options.words;
  std::vector<std::string> environment =
      environment_with(options.variables, options.removed_variables);
  const std::vector<char*> word_pointers = pointers_to(words);
  const std::vector<char*> environment_pointers = pointers_to(environment);
  const Launch launch{word_pointers.data(),   environment_pointers.data(), ::getpid(),
                      pipes_.output_in.get(), pipes_.errors_in.get(),      pipes_.failure_in.get()};
  pid_ = ::fork();
  if (pid_ < 0) return errno;
  if (pid_ == 0) become(launch);
  ::setpgid(pid_, pid_);  // Here too, since either process may be first.
  for (FileDescriptor* end : {&pipes_.output_in, &pipes_.errors_in, &pipes_.failure_in})
    *end = FileDescriptor();
  int number = 0;
  ssize_t count = 0;
  do {
    count = ::read(pipes_.failure.get(), &number, sizeof number);
  } while (count < 0 && errno == EINTR);
  if (count == sizeof number) {
    ::waitpid(pid_, nullptr, 0);
    return number;
  }
  guard_.begin(pid_);
  return 0;
}

/// On the child's thread, until its end.
void Child::follow() {
  std::jthread waiter([this] { report_exit(); });
  read_output();
  ::kill(-pid_, SIGKILL);  // What is left of the group.
  waiter.join();
  int status = 0;
  {
    const std::lock_guard lock(mutex_);
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    ended_ = true;
  }
  guard_.dismiss();
  is_over_.notify_all();
  handlers_.ended(exit_of(status));
}

void Child::report_exit() {
  await_exit(pid_);
  pipes_.exited.wake();
}

/// Reads until both streams end; or, once the process has exited, until a deadline, since others
/// may hold the streams open.
void Child::read_output() {
  bool is_over = false;
  bool is_quiet = true;
  SteadyTime deadline{};
  while (pipes_.output.valid() || pipes_.errors.valid() || !is_over) {
    const int ready = wait_for_output(is_over, deadline, is_quiet);
    if (ready == 0 && is_over) return;
    if (ready == 0) handlers_.quiet();
    bool any = pipes_.output.valid() && read_from(pipes_.output, handlers_.output);
    any = (pipes_.errors.valid() && read_from(pipes_.errors, handlers_.errors)) || any;
    is_quiet = !any;
    if (is_over && !any && clock_.steady() >= deadline) return;
    pollfd exited{pipes_.exited.descriptor(), POLLIN, 0};
    if (is_over || ::poll(&exited, 1, 0) <= 0) continue;
    is_over = true;
    deadline = clock_.steady() + rest_grace;
    ::kill(-pid_, SIGTERM);
  }
}

/// Waits for output or the exit; with `is_over` until the deadline, else, unless it `is_quiet`
/// already, until it is. Returns as poll(2) does.
int Child::wait_for_output(bool is_over, SteadyTime deadline, bool is_quiet) {
  std::array<pollfd, 3> all{{{pipes_.output.get(), POLLIN, 0},
                             {pipes_.errors.get(), POLLIN, 0},
                             {is_over ? -1 : pipes_.exited.descriptor(), POLLIN, 0}}};
  int wait = is_quiet ? -1 : static_cast<int>(quiet_time.count());
  if (is_over) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - clock_.steady()).count();
    wait = static_cast<int>(std::max<std::int64_t>(left, 0));
  }
  return ::poll(all.data(), all.size(), wait);
}

/// Reads one piece; closes an end that has ended. Whether there was something.
bool Child::read_from(FileDescriptor& end, const std::function<void(std::string_view)>& take) {
  std::array<char, piece_bytes> piece{};
  const ssize_t count = ::read(end.get(), piece.data(), piece.size());
  if (count > 0) take({piece.data(), static_cast<std::size_t>(count)});
  if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) end = FileDescriptor();
  return count > 0;
}

void Child::signal(int number) {
  const std::lock_guard lock(mutex_);
  if (!ended_) ::kill(-pid_, number);
}

void Child::end() {
  signal(SIGTERM);
}

void Child::kill() {
  signal(SIGKILL);
}

void Child::linger(std::chrono::nanoseconds time) {
  std::unique_lock lock(mutex_);
  is_over_.wait_for(lock, time, [this] { return ended_; });
}

Child::~Child() {
  std::unique_lock lock(mutex_);
  for (const int number : {SIGTERM, SIGKILL}) {
    if (ended_) break;
    ::kill(-pid_, number);
    is_over_.wait_for(lock, grace, [this] { return ended_; });
  }
}

}  // namespace streamctl::tunnel
