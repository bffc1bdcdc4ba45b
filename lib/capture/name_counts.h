// Counts occurrences of any number of names, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace streamctl::capture {

struct Tally {
  std::string name;
  std::uint64_t count = 0;
  bool at_least = false;  ///< The actual count may be higher.
  bool operator==(const Tally&) const = default;
};

/// Counts each name exactly while all of them fit. Beyond that the rarer half is evicted, so that a
/// frequent name is found whenever it first occurs; occurrences of evicted names are still counted,
/// as one total.
class NameCounts {
 public:
  static constexpr std::size_t names_max = 10'000;
  static constexpr std::size_t bytes_max = 8 * 1024 * 1024;  ///< Of all names together.

  void add(std::string_view name);

  /// Most frequent first, then by name.
  [[nodiscard]] std::vector<Tally> tallies() const;
  /// Occurrences of names without a tally, or before their tally began; 0: all counts are exact.
  [[nodiscard]] std::uint64_t others() const { return others_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  struct Count {
    std::uint64_t number = 0;
    bool at_least = false;
  };

  void make_room();

  std::unordered_map<std::string, Count, Hash, std::equal_to<>> counts_;
  std::size_t bytes_ = 0;
  std::uint64_t others_ = 0;
};

}  // namespace streamctl::capture
