// Counts the events that the filter failed on, and decides when to report them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "filter/decision.h"

namespace streamctl::filter {

/// Identifies an event that the filter failed on, so that the user can find it.
struct FailedEvent {
  std::string type;  ///< Untrusted, like the id.
  std::string webhook_id;
  std::string_view fate = "left out";
};

class Failures {
 public:
  /// Counts a failed decision. Returns a printable message for the first of its kind.
  std::optional<std::string> note(const Decision& decision, const FailedEvent& event);
  [[nodiscard]] std::uint64_t total() const { return total_; }
  /// "--filter failed on 12 events: 10 took too long, 2 gave an error". Empty if there are none.
  [[nodiscard]] std::string summary() const;

 private:
  std::array<std::uint64_t, failures_count> counts_{};
  std::uint64_t total_ = 0;
};

}  // namespace streamctl::filter
