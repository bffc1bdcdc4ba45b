// Renders a JSON body as coloured, indented lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "terminal.h"

namespace streamctl::cli {

/// How the well-known snapshots in an event are shown: a line each, or like everything else.
enum class Snapshots { folded, whole };

/// The rendered part of a body.
struct JsonLines {
  std::string text;          ///< Whole lines.
  std::uint64_t hidden = 0;  ///< The number of lines left out.
};

/// `body` indented by two spaces per level, after `margin` spaces, at most `lines_max` lines (0:
/// all). Works on the bytes: numbers and escapes stay as written, keys in order, nesting of any
/// depth costs nothing, and nothing reaches the terminal raw. Input that is not JSON is shown as
/// text. On a terminal lines are cut to its width.
JsonLines json_lines(std::string_view body, std::size_t lines_max, std::size_t margin,
                     const Terminal& terminal, Snapshots snapshots = Snapshots::whole);

}  // namespace streamctl::cli
