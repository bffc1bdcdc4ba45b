// Marks waits during which a stop signal may end the whole process at once.
#pragma once

namespace streamctl {

/// While an instance exists, the process is in a wait that cannot be woken (a pipe without a
/// writer, a terminal, a resolver) with no work to finish: a stop signal, even one received
/// earlier, ends it at once with 128 + the signal's number. May be nested.
class Interruptible {
 public:
  Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;
  ~Interruptible();
};

/// Called by the handler of a stop signal: ends the process if it is in such a wait, or as soon as
/// it enters one. Async-signal-safe.
void interrupt(int signal) noexcept;

}  // namespace streamctl
