// Lays out styled text on terminal lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "terminal.h"

namespace streamctl::cli {

/// Maximum columns of a foreign name (type, call, id, address), even in a pipe.
constexpr std::size_t name_columns_max = 160;
/// More bytes per column than this can only be combining marks, and are cut off.
constexpr std::size_t bytes_a_column_max = 16;
/// A terminal narrower than this has no room for deep indentation and long words.
constexpr std::size_t narrow_columns = 60;
/// Maximum lines shown of a target's answer.
constexpr std::size_t answer_lines_max = 40;

/// Printable text in one style.
struct Run {
  std::string text;
  Style style = Style::plain;
  bool whole = false;      ///< Not broken at spaces, except leading ones: "  ↻ attempt 2".
  bool droppable = false;  ///< May be left out if one line is too short; see one_line().
  std::size_t least = 0;   ///< May be cut to this many columns there; 0: not at all.
  int rank = 0;            ///< The highest give way first there.
};
using Runs = std::vector<Run>;

/// The number of bytes at the front of `text`, which is printable, that fit into `columns`.
std::size_t bytes_within(std::string_view text, std::size_t columns);

/// A foreign name made printable and cut to `name_columns_max`.
std::string printable_name(std::string_view name);

/// The first eight characters of an id, printable: enough to tell two UUIDs apart, and accepted
/// wherever an id is expected.
std::string short_id(std::string_view id);

/// The local time of day, on a narrow terminal without milliseconds.
std::string clock_text(WallTime time, const Terminal& terminal);

/// `runs` in sequence as whole lines. On a terminal they break at spaces, and lines after the first
/// are indented by `hang` spaces; words longer than a line are broken anywhere. In a pipe it is one
/// line.
std::string flowed(const Runs& runs, std::size_t hang, const Terminal& terminal);

/// `runs` as exactly one line. If the terminal is too narrow they shrink by rank, those of one rank
/// from the end: each is cut as far as allowed, or else left out if allowed; a line still too long
/// ends with "…", followed by `tail`.
std::string one_line(Runs runs, const Terminal& terminal, const Run& tail = {});

/// The beginning of a target's answer, untrusted bytes: its lines after `margin` spaces and "│ ",
/// wrapped at the terminal's width. `cut`: the answer was longer.
std::string answer_lines(std::string_view body, bool cut, std::size_t margin,
                         const Terminal& terminal);

}  // namespace streamctl::cli
