// Which attempts of which deliveries were seen, of millions of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace streamctl::capture {

/// Tells webhook ids apart by a hash of 64 bits: 16 to 32 bytes an id, however long it is.
class AttemptsSeen {
 public:
  /// Attempts from this one on are not told apart.
  static constexpr int attempts_max = 31;

  struct Before {
    bool id = false;       ///< Some attempt of this id was seen.
    bool attempt = false;  ///< This very one.
  };
  /// Begins to fetch what add() will look at: among millions of ids it comes from far away.
  void expect(std::string_view webhook_id) const;
  /// Notes one, and says what was seen before it.
  Before add(std::string_view webhook_id, std::int64_t attempt);

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t attempts = 0;  ///< A bit each; 0: the slot is free.
  };
  Slot& slot_of(std::uint64_t hash);
  void grow();

  std::vector<Slot> slots_;  ///< A power of two, at most half of them taken.
  std::size_t taken_ = 0;
};

}  // namespace streamctl::capture
