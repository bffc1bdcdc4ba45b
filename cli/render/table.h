// Aligned columns.
#pragma once

#include <string>
#include <vector>

#include "terminal.h"

namespace streamctl::cli {

struct Cell {
  std::string text;
  Style style = Style::plain;
};

/// Rows of cells under bold `headings` (none: no heading line), columns two spaces apart. If a
/// terminal is too narrow the widest columns are cut, so that each row is one line; in a pipe
/// nothing is cut. The cells' text is printable.
std::string table(const std::vector<std::string>& headings,
                  const std::vector<std::vector<Cell>>& rows, const Terminal& terminal);

}  // namespace streamctl::cli
