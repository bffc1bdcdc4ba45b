// How `--respond` answers each attempt: with a status, late, not at all, or by a dropped
// connection.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace streamctl::listener {

struct Step {
  enum class Kind {
    status,   ///< Answer `status` at once.
    slow,     ///< Answer 200 after `delay`.
    timeout,  ///< Never answer.
    reset,    ///< Drop the connection.
  };
  Kind kind = Kind::status;
  unsigned status = 200;
  std::chrono::nanoseconds delay{0};
  std::string text = "200";  ///< As the user wrote it.
  bool operator==(const Step&) const = default;
};

/// Whether the sender gets a success, at once or late.
bool accepts(const Step& step);

/// One step per attempt, the last one repeating. By default every attempt is answered 200.
class Plan {
 public:
  Plan() : steps_(1) {}
  /// "503,slow:2s,timeout,reset,200". Kind usage; the message names the step.
  static Result<Plan> parse(std::string_view text);

  /// The step of `attempt`, which counts from 1.
  [[nodiscard]] const Step& step(int attempt) const;
  /// Whether the steps after `attempt` are all the same.
  [[nodiscard]] bool settled(int attempt) const;
  /// The longest `slow`.
  [[nodiscard]] std::chrono::nanoseconds slowest() const;

 private:
  std::vector<Step> steps_;
};

}  // namespace streamctl::listener
