// The events that `--expect`, `--match` and `--count` wait for, and those that `--forbid` rules
// out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "capture/name_counts.h"
#include "core/result.h"
#include "listener/near_misses.h"

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

/// An event that was received, but does not count. Its strings are foreign.
struct Uncounted {
  std::string_view type;
  std::string_view call_cid;
  bool is_left_out = false;  ///< By the filters; otherwise our answer is the reason.
  unsigned status = 0;       ///< Our answer; 0: none.
};

/// The state of one expectation, for reports.
struct Standing {
  std::string name;  ///< "expect call.created", "forbid call.ended".
  bool met = false;
  std::string detail;  ///< "0 of 1: call.created came with call.custom.n = 2".
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
  /// Notes an event that does not count, for instead().
  void missed(const Uncounted& event);
  /// Notes a delivery that was refused: not Stream's, or not with this secret.
  void refused() { ++refused_; }
  [[nodiscard]] bool met() const;
  /// How many more events are needed; nothing where there is more to wait for than a count.
  [[nodiscard]] std::optional<std::uint64_t> left() const;
  /// The first forbidden type received; empty if there was none.
  [[nodiscard]] const std::string& offence() const { return offence_; }
  /// "call.ended (0 of 1), call.updated (1 of 2)"; "3 of 5 events"; empty once met.
  [[nodiscard]] std::string missing() const;
  /// What came instead of the missing events: "call.created came with call.custom.n = 2"; "instead
  /// came call.updated (2)". Empty once met, and where nothing came.
  [[nodiscard]] std::string instead() const;
  [[nodiscard]] std::vector<Standing> standings() const;

 private:
  struct Wanted {
    Expectation expectation;
    std::uint64_t seen = 0;
    NearMisses near_misses = {};
    [[nodiscard]] bool met() const { return seen >= expectation.count; }
  };

  [[nodiscard]] std::string others() const;

  ExpectationOptions options_;
  std::vector<Wanted> wanted_;
  std::uint64_t seen_ = 0;
  std::string offence_;
  capture::NameCounts others_;  ///< Of events that match no expectation.
  std::uint64_t left_out_ = 0;
  std::uint64_t refused_ = 0;
};

}  // namespace streamctl::listener
