// What `--expect` and `--count` wait for, and whether it has come.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace streamctl::listener {

struct Expectation {
  std::string type;  ///< A glob.
  std::uint64_t count = 1;
  bool operator==(const Expectation&) const = default;
};

/// "call.created", "call.created:2", "call.*". Kind usage.
Result<Expectation> parse_expectation(std::string_view text);

/// Counts events towards a goal.
class Expectations {
 public:
  Expectations() = default;
  Expectations(std::vector<Expectation> wanted, std::optional<std::uint64_t> count);

  /// Whether there is a goal at all.
  [[nodiscard]] bool any() const { return !wanted_.empty() || count_; }
  /// An event came; it counts towards every expectation it matches.
  void saw(std::string_view type);
  [[nodiscard]] bool met() const;
  /// "call.ended (0 of 1), call.updated (1 of 2)"; "3 of 5 events"; empty when all is met.
  [[nodiscard]] std::string missing() const;

 private:
  struct Wanted {
    Expectation expectation;
    std::uint64_t seen = 0;
  };
  std::vector<Wanted> wanted_;
  std::optional<std::uint64_t> count_;
  std::uint64_t seen_ = 0;
};

}  // namespace streamctl::listener
