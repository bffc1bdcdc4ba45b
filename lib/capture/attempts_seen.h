// Remembers which delivery attempts were seen recently, among millions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace streamctl::capture {

/// Distinguishes webhook ids by a 64-bit hash: 16 to 32 bytes per id, whatever its length.
/// Remembers at least the last `ids_max` of them, at most twice as many.
class AttemptsSeen {
 public:
  /// Attempts from this one on are not distinguished.
  static constexpr int attempts_max = 31;
  static constexpr std::size_t ids_max = 1024 * 1024;

  explicit AttemptsSeen(std::size_t remembered = ids_max) : remembered_(remembered) {}

  struct Before {
    bool id = false;       ///< Some attempt of this id was seen.
    bool attempt = false;  ///< This attempt was seen.
  };
  /// Prefetches the slot that add() will read: with millions of ids it is rarely cached.
  void expect(std::string_view webhook_id) const;
  /// Records an attempt, and returns what was seen before it.
  Before add(std::string_view webhook_id, std::int64_t attempt);
  /// The number of ids no longer remembered.
  [[nodiscard]] std::uint64_t forgotten() const { return forgotten_; }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t attempts = 0;  ///< One bit each; 0: the slot is free.
  };
  static Slot& slot_of(std::vector<Slot>& slots, std::uint64_t hash);
  void grow();
  void forget();

  std::size_t remembered_;
  std::vector<Slot> slots_;  ///< A power of two, at most half full.
  std::vector<Slot> older_;  ///< The previous generation, as full as it became; empty at first.
  std::size_t taken_ = 0;
  std::size_t older_taken_ = 0;
  std::uint64_t forgotten_ = 0;
};

}  // namespace streamctl::capture
