// Bounds the memory of events that wait for hooks.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

namespace streamctl::emulator {

/// Bounds for one hook, and for all of them together. Events beyond them are dropped and reported.
constexpr std::size_t hook_bytes_max = std::size_t{64} * 1024 * 1024;
constexpr std::size_t hooks_bytes_max = std::size_t{256} * 1024 * 1024;

/// Counts the bytes of a body from hold() until its last copy is destroyed, on any thread. Bodies
/// may outlive this object.
class PendingBytes {
 public:
  explicit PendingBytes(std::size_t bytes_max);

  /// The same body, now counted; null if that would exceed the bound. Call it from one thread. A
  /// body held twice counts twice.
  std::shared_ptr<const std::string> hold(std::shared_ptr<const std::string> body);
  [[nodiscard]] std::size_t bytes() const { return *held_; }

 private:
  std::size_t bytes_max_;
  std::shared_ptr<std::atomic<std::size_t>> held_;
};

}  // namespace streamctl::emulator
