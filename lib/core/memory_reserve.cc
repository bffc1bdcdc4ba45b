#include "core/memory_reserve.h"

#include <atomic>
#include <cstddef>
#include <new>
#include <sys/mman.h>

namespace streamctl {
namespace {

constexpr std::size_t reserve_bytes = std::size_t{1024} * 1024;

std::atomic<void*> reserve = nullptr;
thread_local int may_lack_memory = 0;

/// False if there is no memory. Of the system, so that any thread's arena can have it.
bool refill() {
  void* const memory =
      ::mmap(nullptr, reserve_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return false;
  void* none = nullptr;
  if (!reserve.compare_exchange_strong(none, memory)) ::munmap(memory, reserve_bytes);
  return true;
}

/// A std::new_handler.
void use_reserve() {
  void* const memory = may_lack_memory > 0 ? nullptr : reserve.exchange(nullptr);
  if (memory == nullptr) throw std::bad_alloc();
  ::munmap(memory, reserve_bytes);
}

}  // namespace

void reserve_memory() {
  refill();
  std::set_new_handler(use_reserve);
}

MayLackMemory::MayLackMemory() {
  if (reserve == nullptr && std::get_new_handler() == use_reserve && !refill())
    throw std::bad_alloc();
  ++may_lack_memory;
}

MayLackMemory::~MayLackMemory() {
  --may_lack_memory;
}

}  // namespace streamctl
