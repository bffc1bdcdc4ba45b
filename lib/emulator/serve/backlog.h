// The bytes of events that wait for hooks.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

namespace streamctl::emulator {

/// The most that may wait for one hook, and for all of them; more is dropped and reported.
constexpr std::size_t hook_bytes_max = std::size_t{64} * 1024 * 1024;
constexpr std::size_t hooks_bytes_max = std::size_t{256} * 1024 * 1024;

/// Counts a body from hold() until nobody holds it any more, on whatever thread that is. The bodies
/// may outlive the backlog.
class Backlog {
 public:
  explicit Backlog(std::size_t bytes_max);

  /// `body` again, counted; null where there is no room for it. From one thread. One that is held
  /// twice counts twice.
  std::shared_ptr<const std::string> hold(std::shared_ptr<const std::string> body);
  [[nodiscard]] std::size_t bytes() const { return *held_; }

 private:
  std::size_t bytes_max_;
  std::shared_ptr<std::atomic<std::size_t>> held_;
};

}  // namespace streamctl::emulator
