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

/// Rows of cells under bold `headings` (none: no heading line), columns two spaces apart. On a
/// terminal the last column is cut to the width; in a pipe nothing is cut. The cells' text is
/// printable.
std::string table(const std::vector<std::string>& headings,
                  const std::vector<std::vector<Cell>>& rows, const Terminal& terminal);

}  // namespace streamctl::cli
