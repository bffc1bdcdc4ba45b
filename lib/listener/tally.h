// The counts of a run, for its summary.
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

/// Further types are counted together, as `other_types`.
constexpr std::size_t tallied_types_max = 1000;
inline constexpr std::string_view other_types = "(other types)";

class Tally {
 public:
  std::uint64_t received = 0;  ///< Deliveries, sound or not, and requests that were none.
  std::uint64_t accepted = 0;  ///< Answered 2xx.
  std::uint64_t refused = 0;   ///< Not sound: not sent by Stream, or not with this secret.
  /// The refused by webhook::Fault. The others were no deliveries: not a POST, malformed HTTP.
  std::array<std::uint64_t, webhook::faults_count> faults{};
  std::uint64_t failed = 0;      ///< Sound, but answered otherwise than 2xx, or not at all.
  std::uint64_t retries = 0;     ///< Sound, with an id that was seen before.
  std::uint64_t duplicates = 0;  ///< The retries whose very attempt was seen before.
  std::uint64_t filtered = 0;    ///< Sound, but not wanted by the filters.
  std::uint64_t recorded = 0;
  std::uint64_t forwarded = 0;  ///< Every target that it was sent to answered 2xx.

  /// `wanted`: it passed the filters.
  void add(const Delivery& delivery, bool wanted);
  /// A request that was no delivery, or one with a body that was too large to be read.
  void add_refusal(bool is_too_large);
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
