// A child process that shares our streams and receives each signal once.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "context.h"
#include "core/result.h"

namespace streamctl::net {
class Server;
}

namespace streamctl::cli {

class ChildProcess {
 public:
  using Variable = std::pair<std::string, std::string>;
  /// Destination of its standard output; `our_stderr` when our own carries JSON Lines.
  enum class Stdout { ours, our_stderr };

  /// Runs `command` (a program on the PATH and its arguments) with `variables` added to our
  /// environment and default signal handling. Calls `exited` on a background thread. Kind usage:
  /// "cannot run nosuch: No such file or directory".
  ///
  /// In the foreground of a terminal it stays in our process group, so that the terminal's Ctrl-C
  /// reaches it; elsewhere it leads its own group, so that end() reaches its children too.
  static Result<std::unique_ptr<ChildProcess>> start(const std::vector<std::string>& command,
                                                     const std::vector<Variable>& variables,
                                                     Stdout standard_output,
                                                     std::function<void()> exited);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();  ///< Ends the process if it is still running, and waits for it to exit.

  /// Sends signal `number`, unless the terminal has already sent it that Ctrl-C; then escalates by
  /// timers of `server`. Called on the loop of `server`, which must not outlive this object.
  void end(net::Server& server, int number);
  /// Waits for the exit and returns the exit code, or 128 + N if signal N ended it. Call from one
  /// thread only.
  int wait();

 private:
  ChildProcess(int pid, bool shares_terminal) : pid_(pid), shares_terminal_(shares_terminal) {}
  /// The target of signals: the process, or its group.
  [[nodiscard]] int address() const { return shares_terminal_ ? pid_ : -pid_; }
  /// Sends a signal if the process is still running.
  void signal(int number);

  int pid_;
  bool shares_terminal_;
  std::mutex mutex_;
  std::condition_variable is_over_;
  bool ended_ = false;  ///< Guarded by the mutex: reaped, so the pid may have been reused.
  int code_ = 0;
  std::jthread waiter_;
};

/// `listen -o json -- COMMAND | jq` works whatever COMMAND prints.
inline ChildProcess::Stdout child_stdout(Output output) {
  return output == Output::json ? ChildProcess::Stdout::our_stderr : ChildProcess::Stdout::ours;
}

}  // namespace streamctl::cli
