#include "render/table.h"

#include <algorithm>

#include "core/text.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t gap = 2;

std::string line(const std::vector<Cell>& cells, const std::vector<std::size_t>& widths,
                 const Terminal& terminal) {
  std::string text;
  std::size_t used = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::string shown = cells[i].text;
    const bool last = i + 1 == cells.size();
    if (last && terminal.is_tty)
      shown = cut_to_width(shown, terminal.width > used ? terminal.width - used : 1);
    text += terminal.paint(cells[i].style, shown);
    if (!last) text += std::string(widths[i] - display_width(shown) + gap, ' ');
    used += widths[i] + gap;
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
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
  std::string text = headings.empty() ? "" : line(heading, widths, terminal);
  for (const auto& row : rows)
    text += line(row, widths, terminal);
  return text;
}

}  // namespace streamctl::cli
