// How much the store holds, and whether there is room for more.
#pragma once

#include <cstddef>
#include <optional>

#include "emulator/state/failure.h"

namespace streamctl::emulator {

struct Store;

/// Of users and calls together, as they stand in memory: about.
constexpr std::size_t store_bytes_max = std::size_t{256} * 1024 * 1024;

/// The bytes a store takes in memory: about.
std::size_t bytes_of(const Store& store);

/// Measures the store now and then: after so much was asked for that it may have grown by a part of
/// what it may be. So it may grow beyond its bound, but not far.
class Room {
 public:
  explicit Room(std::size_t bytes_max = store_bytes_max) : bytes_max_(bytes_max) {}

  /// A request of so many bytes may make the store larger.
  void asked(std::size_t bytes) { asked_ += bytes; }
  /// Something was deleted.
  void freed() { freed_ = true; }
  /// 413 where the store takes no more.
  std::optional<Failure> fault(const Store& store);

 private:
  std::size_t bytes_max_;
  std::size_t asked_ = 0;  ///< Since it was measured.
  bool is_full_ = false;
  bool freed_ = false;
};

}  // namespace streamctl::emulator
