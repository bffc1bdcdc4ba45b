// The events that `--expect`, `--match` and `--count` wait for, and those that `--forbid` rules
// out.
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
  std::string path = {};   ///< Of `--match`: a path in the event; empty: any event of the type.
  std::string value = {};  ///< The value at `path`, as JSON on one line.
  bool operator==(const Expectation&) const = default;
};

/// "call.created", "call.created:2", "call.*". Kind usage.
Result<Expectation> parse_expectation(std::string_view text);

/// "TYPE:PATH=TEXT" or "TYPE:PATH:=JSON". Kind usage.
Result<Expectation> parse_match(std::string_view text);

struct ExpectationOptions {
  std::vector<Expectation> wanted;
  std::optional<std::uint64_t> count;  ///< Of events of any type.
  bool in_order = false;  ///< An event counts only towards the first expectation not met.
  std::vector<std::string> forbidden;  ///< Globs of types that fail the run.
};

/// The state of one expectation, for reports.
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

  /// Whether there is something to wait for. A forbidden type is not.
  [[nodiscard]] bool any() const { return !wanted_.empty() || options_.count; }
  /// Counts an event towards every expectation that it matches; in order, towards the first not
  /// met.
  void saw(std::string_view type, std::string_view body = "");
  [[nodiscard]] bool met() const;
  /// How many more events are needed; nothing where there is more to wait for than a count.
  [[nodiscard]] std::optional<std::uint64_t> left() const;
  /// The first forbidden type received; empty if there was none.
  [[nodiscard]] const std::string& offence() const { return offence_; }
  /// "call.ended (0 of 1), call.updated (1 of 2)"; "3 of 5 events"; empty once met.
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
