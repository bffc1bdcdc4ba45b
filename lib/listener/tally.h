// What `listen` counted from start to end, for its summary.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "listener/seen.h"
#include "webhook/verify.h"

namespace streamctl::listener {

/// Types beyond so many are counted together under `other_types`.
constexpr std::size_t tallied_types_max = 1000;
inline constexpr std::string_view other_types = "(other types)";

class Tally {
 public:
  std::uint64_t received = 0;  ///< Deliveries that were sound, or refused for what they were.
  std::uint64_t accepted = 0;  ///< Answered 2xx.
  std::uint64_t refused = 0;   ///< Not sound: no request of Stream's, or not with this secret.
  /// Of the refused: by webhook::Fault. The rest was no delivery at all: not a POST, malformed
  /// HTTP.
  std::array<std::uint64_t, webhook::faults_count> faults{};
  std::uint64_t failed = 0;      ///< Sound, but answered otherwise than 2xx, or not at all.
  std::uint64_t retries = 0;     ///< Sound, with an id that came before.
  std::uint64_t duplicates = 0;  ///< Of the retries: the very attempt came before.
  std::uint64_t filtered = 0;    ///< Sound, but not wanted by the filters.
  std::uint64_t recorded = 0;
  std::uint64_t forwarded = 0;  ///< The target took it with 2xx.

  /// `wanted`: it passed the filters.
  void add(const Seen& seen, bool wanted);
  /// Wanted types, most frequent first, then by name.
  [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> types() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>> types_;
};

}  // namespace streamctl::listener
