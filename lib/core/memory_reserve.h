// Memory set aside for what must not fail, such as destroying JSON, which allocates.
#pragma once

namespace streamctl {

/// Sets 1 MiB aside. From then on operator new gives it back to the system where there is no other
/// memory, and tries again. Call once, before the first thread.
void reserve_memory();

/// While it exists, operator new fails on this thread rather than use the reserve.
class MayLackMemory {
 public:
  /// If the reserve was used, sets 1 MiB aside again. Throws std::bad_alloc if that fails.
  MayLackMemory();
  MayLackMemory(const MayLackMemory&) = delete;
  MayLackMemory& operator=(const MayLackMemory&) = delete;
  ~MayLackMemory();
};

}  // namespace streamctl
