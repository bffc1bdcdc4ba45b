#include "render/table.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "render/layout.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t column_least = 8;

/// The widest columns shrink until all fit, none below `column_least`.
void shrink(std::vector<std::size_t>& widths, std::size_t columns) {
  std::size_t total = 0;
  for (const std::size_t width : widths)
    total += width + gap;
  while (total > columns + gap) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= column_least) return;
    --*widest;
    --total;
  }
}

std::string line(const std::vector<Cell>& cells, const std::vector<std::size_t>& widths,
                 const Terminal& terminal) {
  Runs runs;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string shown =
        terminal.is_tty ? cut_to_width(cells[i].text, widths[i]) : cells[i].text;
    runs.push_back({shown, cells[i].style});
    runs.push_back({std::string(widths[i] - display_width(shown) + gap, ' ')});
  }
  while (!runs.empty()) {
    std::string& last = runs.back().text;
    last.erase(last.find_last_not_of(' ') + 1);
    if (!last.empty()) break;
    runs.pop_back();
  }
  return one_line(std::move(runs), terminal);
}

}  // namespace

std::string table(const std::vector<std::string>& headings,
                  const std::vector<std::vector<Cell>>& rows, const Terminal& terminal) {
  std::vector<Cell> heading;
  std::vector<std::size_t> widths;
  for (const auto& text : headings) {
    heading.push_back({text, Style::bold});
    widths.push_back(display_width(text));
  }
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i].text));
  }
  if (terminal.is_tty) shrink(widths, terminal.width);
  std::string text = headings.empty() ? "" : line(heading, widths, terminal);
  for (const auto& row : rows)
    text += line(row, widths, terminal);
  return text;
}

}  // namespace streamctl::cli
