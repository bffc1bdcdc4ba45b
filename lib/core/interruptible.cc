#include "core/interruptible.h"

#include <atomic>
#include <unistd.h>

namespace streamctl {
namespace {

// Global, since a signal handler takes no user data. Each side writes its own flag before reading
// the other's, so that at least one sees both.
std::atomic<int> waits = 0;
std::atomic<int> signal_seen = 0;
static_assert(std::atomic<int>::is_always_lock_free);

void end_if_interrupted() noexcept {
  const int signal = signal_seen;
  if (signal != 0 && waits > 0) ::_exit(128 + signal);
}

}  // namespace

Interruptible::Interruptible() {
  ++waits;
  end_if_interrupted();
}

Interruptible::~Interruptible() {
  --waits;
}

void interrupt(int signal) noexcept {
  int none = 0;
  signal_seen.compare_exchange_strong(none, signal);
  end_if_interrupted();
}

}  // namespace streamctl
