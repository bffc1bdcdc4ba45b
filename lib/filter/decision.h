// The result of filtering one event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace streamctl::filter {

/// Why an event could not be evaluated.
enum class Failure {
  error,    ///< jq reported an error.
  time,     ///< Evaluation exceeded --filter-timeout.
  crash,    ///< jq crashed on it.
  memory,   ///< jq exceeded its memory limit.
  backlog,  ///< Earlier events took too long, or the backlog was full.
  ended,    ///< The run ended first.
};
inline constexpr std::size_t failures_count = 6;

/// Whether the filter had its full time for the event. If not, the sender may send it again.
inline bool was_tried(Failure failure) {
  return failure != Failure::backlog && failure != Failure::ended;
}

struct Decision {
  std::uint64_t id = 0;  ///< As given to ask().
  bool wanted = false;
  std::optional<Failure> failure;  ///< A failed event is not wanted either.
  std::string why;  ///< The reason as printable text; empty unless the filter failed.
  bool operator==(const Decision&) const = default;
};

}  // namespace streamctl::filter
