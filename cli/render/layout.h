// Text in several styles, laid out on lines of a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "terminal.h"

namespace streamctl::cli {

/// A foreign name (type, call, id, address) is shown up to so many columns, even in a pipe.
constexpr std::size_t name_columns_max = 160;
/// More bytes a column than this are nothing but combining marks, and are cut off.
constexpr std::size_t bytes_a_column_max = 16;
/// A terminal below this has no room for deep indentation and long words.
constexpr std::size_t narrow_columns = 60;
/// Of a target's answer so many lines are shown.
constexpr std::size_t answer_lines_max = 40;

/// Printable text in one style.
struct Run {
  std::string text;
  Style style = Style::plain;
  bool whole = false;      ///< Not broken at its spaces but those before it: "  ↻ attempt 2".
  bool droppable = false;  ///< May be left out where one line is too short; see one_line().
  std::size_t least = 0;   ///< May be cut to so many columns there; 0: not at all.
};
using Runs = std::vector<Run>;

/// How many bytes at the front of `text`, which is printable, fit into `columns`.
std::size_t bytes_within(std::string_view text, std::size_t columns);

/// A foreign name made printable and cut to `name_columns_max`.
std::string printable_name(std::string_view name);

/// `runs` one after another as whole lines. On a terminal they break at spaces, and the lines after
/// the first stand behind `hang` spaces; words longer than a line are broken anywhere. In a pipe it
/// is one line.
std::string flowed(const Runs& runs, std::size_t hang, const Terminal& terminal);

/// `runs` as exactly one line. On a terminal too narrow for it they give way from the end: each is
/// cut as far as it may be, or else left out if it may be; and what is still too long ends with
/// "…", with `tail` behind it.
std::string one_line(Runs runs, const Terminal& terminal, const Run& tail = {});

/// The beginning of a target's answer, foreign bytes: its lines behind `margin` spaces and "│ ",
/// broken where the terminal ends. `cut`: there was more of it.
std::string answer_lines(std::string_view body, bool cut, std::size_t margin,
                         const Terminal& terminal);

}  // namespace streamctl::cli
