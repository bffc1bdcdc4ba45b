// A command run beside us, with our streams, that signals reach once.
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
  /// Where what it prints goes. Ours is not its place where ours carries JSON Lines.
  enum class Stdout { ours, our_stderr };

  /// Runs `command` (a program of the PATH and its arguments) with `variables` added to our
  /// environment and default signal handling. `exited` is called on a thread of its own. Kind
  /// usage: "cannot run nosuch: No such file or directory".
  ///
  /// In the foreground of a terminal it stays in our process group, so that Ctrl-C reaches it from
  /// the terminal; elsewhere it leads a group of its own, so that end() reaches its children
  /// too.
  static Result<std::unique_ptr<ChildProcess>> start(const std::vector<std::string>& command,
                                                     const std::vector<Variable>& variables,
                                                     Stdout standard_output,
                                                     std::function<void()> exited);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();  ///< Ends it, if it still runs, and waits for that.

  /// Tells it to end: by signal `number`, unless that is a Ctrl-C which the terminal has sent it
  /// already; then, by timers of `server`, harder. On the loop of `server`, which runs no longer
  /// than this lives.
  void end(net::Server& server, int number);
  /// Its exit code, 128 + N where signal N ended it; waits for it. From one thread.
  int wait();

 private:
  ChildProcess(int pid, bool shares_terminal) : pid_(pid), shares_terminal_(shares_terminal) {}
  /// What signals are sent to: it, or its group.
  [[nodiscard]] int address() const { return shares_terminal_ ? pid_ : -pid_; }
  /// Sends it a signal, if it still runs.
  void signal(int number);

  int pid_;
  bool shares_terminal_;
  std::mutex mutex_;
  std::condition_variable is_over_;
  bool ended_ = false;  ///< Under the mutex: reaped, and its number may be another's.
  int code_ = 0;
  std::jthread waiter_;
};

/// `listen -o json -- COMMAND | jq` works whatever COMMAND prints.
inline ChildProcess::Stdout child_stdout(Output output) {
  return output == Output::json ? ChildProcess::Stdout::our_stderr : ChildProcess::Stdout::ours;
}

}  // namespace streamctl::cli
