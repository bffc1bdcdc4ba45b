// A program that runs beside us: its output is read, it receives nothing from the terminal, and it
// does not outlive us.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <thread>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/file.h"
#include "core/result.h"
#include "core/system/wake.h"
#include "tunnel/ending.h"
#include "tunnel/guard.h"

namespace streamctl::tunnel {

struct ChildOptions {
  std::vector<std::string> words;  ///< The path of the program and its arguments.
  std::vector<std::pair<std::string, std::string>> variables;  ///< Added to our environment.
  std::vector<std::string> removed_variables;
};

/// Leads a process group, which gets every signal. Its input is /dev/null; output and errors are
/// read together, to the end, as long as it runs. If we die without ending it, a guard ends the
/// group.
class Child {
 public:
  /// Called on the child's thread.
  struct Handlers {
    std::function<void(std::string_view)> output;
    std::function<void(std::string_view)> errors;
    std::function<void()> quiet;      ///< It has printed nothing for a second.
    std::function<void(Exit)> ended;  ///< Once, after the last of both.
  };

  /// Kind config: "cannot run /usr/bin/x: Exec format error".
  static Result<std::unique_ptr<Child>> start(ChildOptions options, Handlers handlers,
                                              const Clock& clock);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();  ///< end(), then SIGKILL after a grace period; waits for `ended` to return.

  /// Sends SIGTERM, or SIGKILL, to its group.
  void end();
  /// Waits for the program to end by itself, at most for `time`.
  void linger(std::chrono::nanoseconds time);
  void kill();

 private:
  struct Pipes {
    FileDescriptor output, errors, failure;           ///< The ends that we read.
    FileDescriptor output_in, errors_in, failure_in;  ///< The ends of the child.
    Wake exited;  ///< The process has exited, and is not reaped yet.
  };

  Child(Handlers handlers, const Clock& clock) : handlers_(std::move(handlers)), clock_(clock) {}

  static Result<Pipes> open_pipes();
  int launch(const ChildOptions& options);
  void follow();
  void read_output();
  [[nodiscard]] int wait_for_output(bool is_over, SteadyTime deadline, bool is_quiet);
  static bool read_from(FileDescriptor& end, const std::function<void(std::string_view)>& take);
  void report_exit();
  void signal(int number);

  Handlers handlers_;
  const Clock& clock_;
  Pipes pipes_;
  pid_t pid_ = 0;
  Guard guard_;
  std::mutex mutex_;
  std::condition_variable is_over_;
  bool ended_ = false;  ///< Guarded by the mutex: reaped, so the pid may have been reused.
  std::jthread thread_;
};

}  // namespace streamctl::tunnel
