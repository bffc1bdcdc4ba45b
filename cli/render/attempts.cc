#include "render/attempts.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/text.h"
#include "core/units.h"
#include "render/layout.h"
#include "render/status.h"

namespace streamctl::cli {
namespace {

using delivery::Attempt;
using delivery::Outcome;

constexpr std::size_t axis_columns_max = 24;
constexpr std::size_t axis_columns_least = 6;
constexpr std::size_t outcome_columns_max = 30;
constexpr std::size_t outcome_columns_least = 3;  // A status.
constexpr std::size_t time_columns = 7;

/// The columns of an axis of `columns` that an attempt takes: at least one.
Runs bar_of(const Attempt& attempt, std::chrono::nanoseconds span, std::size_t columns,
            Style style) {
  using Seconds = std::chrono::duration<double>;
  const double whole = std::max(Seconds(span).count(), 1e-9);
  const auto column_at = [&](std::chrono::nanoseconds time) {
    const double share = std::clamp(Seconds(time).count() / whole, 0.0, 1.0);
    return static_cast<std::size_t>(share * static_cast<double>(columns) + 0.5);
  };
  const std::size_t begin = std::min(column_at(attempt.offset), columns - 1);
  const std::size_t end = std::max(column_at(attempt.offset + attempt.duration), begin + 1);
  const auto line = [](std::size_t count, const char* stroke) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
      text += stroke;
    return text;
  };
  return {{line(begin, "─"), Style::dim},
          {line(end - begin, "━"), style},
          {line(columns - end, "─"), Style::dim}};
}

/// What fits beside the numbers: outcomes first, then the axis.
struct Columns {
  std::size_t outcome = 0;
  std::size_t axis = 0;
};
Columns columns_of(const delivery::Delivery& delivery, std::size_t margin,
                   const Terminal& terminal) {
  Columns columns{outcome_columns_least, axis_columns_max};
  for (const Attempt& attempt : delivery.attempts)
    columns.outcome = std::max(columns.outcome, display_width(attempt_outcome(attempt)));
  columns.outcome = std::min(columns.outcome, outcome_columns_max);
  if (!terminal.is_tty) return columns;
  constexpr std::size_t numbers = sizeof "attempt 1" - 1 + 2 + 2 + time_columns;
  const std::size_t room = terminal.width - std::min(margin + numbers, terminal.width);
  columns.outcome = std::min(columns.outcome, std::max(room, outcome_columns_least));
  const std::size_t left = room - std::min(room, columns.outcome + 2);
  columns.axis = left < axis_columns_least ? 0 : std::min(left, axis_columns_max);
  return columns;
}

}  // namespace

std::string attempt_outcome(const Attempt& attempt) {
  switch (attempt.outcome) {
    case Outcome::ok:
    case Outcome::status:
      // A queue's message is more specific than its status.
      if (!attempt.error.empty())
        return std::to_string(attempt.status) + " " + printable(attempt.error);
      return status_text(attempt.status) +
             (attempt.location.empty() ? "" : " to " + printable(attempt.location));
    case Outcome::timeout:
      return "timed out";
    case Outcome::network:
      return attempt.error.empty() ? "network error" : printable(attempt.error);
  }
  return "";
}

std::chrono::nanoseconds attempts_span(const delivery::Delivery& delivery) {
  return delivery.attempts.empty()
             ? std::chrono::nanoseconds{}
             : delivery.attempts.back().offset + delivery.attempts.back().duration;
}

std::string attempt_axis(const delivery::Delivery& delivery, std::size_t margin,
                         const Terminal& terminal) {
  const Columns columns = columns_of(delivery, margin, terminal);
  const std::chrono::nanoseconds span = attempts_span(delivery);
  std::string text;
  for (const Attempt& attempt : delivery.attempts) {
    const Style style = attempt.outcome == Outcome::ok ? Style::green : Style::red;
    const std::string time = duration_text(attempt.duration);
    const std::size_t gap = time_columns - std::min(display_width(time), time_columns);
    const std::string outcome = cut_to_width(attempt_outcome(attempt), columns.outcome);
    Runs runs{{std::string(margin, ' ')},
              {"attempt " + std::to_string(attempt.number) + "  ", Style::dim},
              {padded(outcome, columns.outcome), style, true, false, outcome_columns_least},
              {"  " + std::string(gap, ' ') + time, Style::plain}};
    if (columns.axis > 0) {
      runs.push_back({"  "});
      for (Run& run : bar_of(attempt, span, columns.axis, style))
        runs.push_back(std::move(run));
    }
    text += one_line(std::move(runs), terminal);
  }
  return text;
}

}  // namespace streamctl::cli
