// SIGINT, SIGTERM and SIGHUP as a stop token.
#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

#include "core/file.h"

namespace streamctl::cli {

/// While it lives, the first SIGINT, SIGTERM or SIGHUP (unless nohup ignored it) requests the stop;
/// a later SIGINT ends the process at once with 130. During an interruptible wait
/// (core/interruptible.h) the first signal already does so, with 128 + its number. Ignores SIGPIPE
/// and SIGXFSZ. At most one instance per process, created before other threads.
class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  /// The first signal received; 0 before any.
  [[nodiscard]] const int& signal() const;

 private:
  std::stop_source source_;
  FileDescriptor read_end_;
  std::jthread waiter_;
};

/// While it lives, SIGINT is ignored: it is meant for a program that has the terminal, an editor.
class InterruptsIgnored {
 public:
  InterruptsIgnored();
  InterruptsIgnored(const InterruptsIgnored&) = delete;
  InterruptsIgnored& operator=(const InterruptsIgnored&) = delete;
  ~InterruptsIgnored();

 private:
  struct sigaction before_ {};
};

/// Sets the companion to end when the process ends at once: the process `pid`, or the group -`pid`.
/// 0: none.
void set_companion(int pid) noexcept;

/// Signals the companion to end, and ends the process. Async-signal-safe.
[[noreturn]] void end_at_once(int code) noexcept;

}  // namespace streamctl::cli
