// Which attempts of which deliveries were seen lately, of millions of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace streamctl::capture {

/// Tells webhook ids apart by a hash of 64 bits: 16 to 32 bytes an id, however long it is. At least
/// the last `ids_max` of them are remembered, at most twice as many.
class AttemptsSeen {
 public:
  /// Attempts from this one on are not told apart.
  static constexpr int attempts_max = 31;
  static constexpr std::size_t ids_max = 1024 * 1024;

  explicit AttemptsSeen(std::size_t remembered = ids_max) : remembered_(remembered) {}

  struct Before {
    bool id = false;       ///< Some attempt of this id was seen.
    bool attempt = false;  ///< This very one.
  };
  /// Begins to fetch what add() will look at: among millions of ids it comes from far away.
  void expect(std::string_view webhook_id) const;
  /// Notes one, and says what was seen before it.
  Before add(std::string_view webhook_id, std::int64_t attempt);
  /// How many ids are no longer remembered.
  [[nodiscard]] std::uint64_t forgotten() const { return forgotten_; }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t attempts = 0;  ///< A bit each; 0: the slot is free.
  };
  static Slot& slot_of(std::vector<Slot>& slots, std::uint64_t hash);
  void grow();
  void forget();

  std::size_t remembered_;
  std::vector<Slot> slots_;  ///< A power of two, at most half of them taken.
  std::vector<Slot> older_;  ///< Those before, as full as they became; empty at first.
  std::size_t taken_ = 0;
  std::size_t older_taken_ = 0;
  std::uint64_t forgotten_ = 0;
};

}  // namespace streamctl::capture
