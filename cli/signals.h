// SIGINT, SIGTERM and SIGHUP as a stop token.
#pragma once

#include <stop_token>
#include <thread>

#include "core/file.h"

namespace streamctl::cli {

/// While it lives: the first SIGINT, SIGTERM or SIGHUP (unless nohup had it ignored) requests the
/// stop; a SIGINT after that ends the process at once with 130, and where it waits as
/// core/interruptible.h says already the first does, with 128 + its number. SIGPIPE and SIGXFSZ are
/// ignored. One at a time in a process; made before other threads.
class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  /// The signal that came first; 0 while none has.
  [[nodiscard]] const int& signal() const;

 private:
  std::stop_source source_;
  FileDescriptor read_end_;
  std::jthread waiter_;
};

/// What a process that ends at once takes along: the process `pid`, or the group -`pid`. 0:
/// nothing.
void set_companion(int pid) noexcept;

/// Asks the companion to end, and ends the process. Async-signal-safe.
[[noreturn]] void end_at_once(int code) noexcept;

}  // namespace streamctl::cli
