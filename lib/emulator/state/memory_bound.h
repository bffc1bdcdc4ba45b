// Bounds the memory of the store.
#pragma once

#include <cstddef>

#include "emulator/state/failure.h"

namespace streamctl::emulator {

struct Store;

/// Approximate memory of users and calls together.
constexpr std::size_t store_bytes_max = std::size_t{256} * 1024 * 1024;

/// Approximate memory of a store.
std::size_t bytes_of(const Store& store);

/// Measures the store only when requests since the last time may have added a fixed part of the
/// bound, so the store can exceed its bound by a little.
class MemoryBound {
 public:
  explicit MemoryBound(std::size_t bytes_max = store_bytes_max) : bytes_max_(bytes_max) {}

  /// Counts a request, which may make the store larger.
  void add_request(std::size_t bytes) { requested_ += bytes; }
  /// Something was deleted: a full store is measured again.
  void set_freed() { freed_ = true; }
  /// 413 if the store is full.
  Result<void, Failure> check(const Store& store);

 private:
  std::size_t bytes_max_;
  std::size_t requested_ = 0;  ///< Since the last measurement.
  bool is_full_ = false;
  bool freed_ = false;
};

}  // namespace streamctl::emulator
