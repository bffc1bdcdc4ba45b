// A wait that a stop signal may cut short with the whole process.
#pragma once

namespace streamctl {

/// While one lives, the process waits for something that cannot be woken (a pipe that nobody writes
/// to, a terminal, a resolver) and has begun nothing that it would have to finish: a stop signal
/// ends it at once with 128 + the signal's number, as one that came before does. May be nested.
class Interruptible {
 public:
  Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;
  ~Interruptible();
};

/// For the handler of a stop signal: ends the process if it waits so now, or as soon as it would.
/// Async-signal-safe.
void interrupt(int signal) noexcept;

}  // namespace streamctl
