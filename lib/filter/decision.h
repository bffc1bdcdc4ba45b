// What became of an event that was handed to the filter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace streamctl::filter {

/// Why an event could not be judged.
enum class Failure {
  error,    ///< jq gave an error on it.
  time,     ///< It took longer than --filter-timeout.
  crash,    ///< jq crashed on it.
  memory,   ///< jq needed more memory than it may have.
  backlog,  ///< Others before it took too long, or too many waited already.
  ended,    ///< The run ended first.
};
inline constexpr std::size_t failures_count = 6;

/// Whether the filter was given its time with the event. Otherwise who sent it may send it again.
inline bool was_tried(Failure failure) {
  return failure != Failure::backlog && failure != Failure::ended;
}

struct Decision {
  std::uint64_t id = 0;  ///< As given to ask().
  bool wanted = false;
  std::optional<Failure> failure;  ///< Then it is not wanted either.
  std::string why;                 ///< In words, printable; empty unless it failed.
  bool operator==(const Decision&) const = default;
};

}  // namespace streamctl::filter
