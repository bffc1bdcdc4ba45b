// What `--expect`, `--match`, `--count` and `--forbid` wait for, and what has come of it.
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
  std::string path = {};   ///< Of `--match`: where in the event; empty: anything goes.
  std::string value = {};  ///< What must stand there, as JSON on one line.
  bool operator==(const Expectation&) const = default;
};

/// "call.created", "call.created:2", "call.*". Kind usage.
Result<Expectation> parse_expectation(std::string_view text);

/// "TYPE:PATH=TEXT" or "TYPE:PATH:=JSON". Kind usage.
Result<Expectation> parse_match(std::string_view text);

struct ExpectationOptions {
  std::vector<Expectation> wanted;
  std::optional<std::uint64_t> count;  ///< Of events of any type.
  bool in_order = false;  ///< One after the other; an event counts for the first that is not met.
  std::vector<std::string> forbidden;  ///< Globs of types that must not come.
};

/// How one expectation stands, for reports.
struct Standing {
  std::string name;  ///< "expect call.created", "forbid call.ended".
  bool met = false;
  std::string detail;  ///< "0 of 1".
};

/// Counts events towards a goal.
class Expectations {
 public:
  Expectations() = default;
  explicit Expectations(ExpectationOptions options);

  /// Whether there is something to wait for. What is only forbidden is no goal.
  [[nodiscard]] bool any() const { return !wanted_.empty() || options_.count; }
  /// An event came; it counts towards every expectation it matches (in order: the first not met).
  void saw(std::string_view type, std::string_view body = "");
  [[nodiscard]] bool met() const;
  /// How many more events make it met, where a count of them is all there is to wait for.
  [[nodiscard]] std::optional<std::uint64_t> left() const;
  /// The forbidden type that came; empty while none has.
  [[nodiscard]] const std::string& offence() const { return offence_; }
  /// "call.ended (0 of 1), call.updated (1 of 2)"; "3 of 5 events"; empty when all is met.
  [[nodiscard]] std::string missing() const;
  [[nodiscard]] std::vector<Standing> standings() const;

 private:
  struct Wanted {
    Expectation expectation;
    std::uint64_t seen = 0;
    [[nodiscard]] bool met() const { return seen >= expectation.count; }
  };

  ExpectationOptions options_;
  std::vector<Wanted> wanted_;
  std::uint64_t seen_ = 0;
  std::string offence_;
};

}  // namespace streamctl::listener
