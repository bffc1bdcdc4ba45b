// What a comparison found: printed as it is found, or kept for the report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compare/comparison.h"
#include "context.h"
#include "core/clock.h"
#include "core/json.h"

namespace streamctl::cli {

/// With --output json prints a line for each finding. Otherwise keeps the first ones.
class Findings final : public compare::Comparison::Observer {
 public:
  static constexpr std::size_t one_way_max = 1000;
  static constexpr std::size_t inversions_max = 20;
  static constexpr std::size_t types_max = 10'000;

  /// An event that came one way, without its body.
  struct Alone {
    compare::Side side = compare::Side::websocket;
    compare::EventName name;
    std::optional<WallTime> received_at;
    compare::When when = compare::When::within;
  };

  /// Calls `both_ways`, if any, with the webhook of each event that came both ways.
  explicit Findings(Context& context,
                    std::function<void(const compare::Event&)> both_ways = nullptr)
      : context_(context), both_ways_(std::move(both_ways)) {}

  void one_way(const compare::OneWay& event) override;
  void inverted(const compare::Inversion& inversion) override;
  void repeated(const compare::Repeat& repeat) override;
  void paired(const compare::Event& websocket, const compare::Event& webhook) override;

  /// Those that should have come both ways: the first `one_way_max` of each side.
  [[nodiscard]] const std::vector<Alone>& missing(compare::Side side) const {
    return missing_[side];
  }
  /// By type: those that are expected to come one way.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& expected(compare::Side side) const {
    return expected_[side];
  }
  [[nodiscard]] const std::vector<compare::Inversion>& inversions() const { return inversions_; }
  /// Whether an event of the type came both ways.
  [[nodiscard]] bool came_both_ways(const std::string& type) const { return types_.contains(type); }

 private:
  void print(const Json& line);

  Context& context_;
  std::function<void(const compare::Event&)> both_ways_;
  compare::PerSide<std::vector<Alone>> missing_;
  compare::PerSide<std::map<std::string, std::uint64_t>> expected_;
  std::vector<compare::Inversion> inversions_;
  std::unordered_set<std::string> types_;
};

}  // namespace streamctl::cli
