#include "commands/events/event_table.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <string_view>
#include <utility>

#include "commands/events/event_type.h"
#include "core/text.h"
#include "render/layout.h"
#include "render/table.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t gap = 2;
/// A meaning in fewer columns would be a tower of single words.
constexpr std::size_t meaning_least = 40;

struct Column {
  std::string_view heading;
  Style style;
  std::function<std::string(const webhook::EventType&)> text;
};

const Column type_column{"TYPE", Style::bold, [](const auto& type) { return type.name; }};
const Column group_column{"GROUP", Style::cyan, [](const auto& type) { return type.group; }};
const Column delivery_column{"DELIVERED BY", Style::dim, delivery_text};

/// The best columns come first: the first choice that fits is taken.
struct Choice {
  std::vector<Column> columns;
  bool meaning;
};
const std::array<Choice, 5>& choices() {
  static const std::array<Choice, 5> all{{{{type_column, group_column, delivery_column}, true},
                                          {{type_column, group_column}, true},
                                          {{type_column}, true},
                                          {{type_column, group_column}, false},
                                          {{type_column}, false}}};
  return all;
}

std::size_t width_of(const std::vector<Column>& columns,
                     const std::vector<webhook::EventType>& types) {
  std::size_t total = 0;
  for (const Column& column : columns) {
    std::size_t width = display_width(column.heading);
    for (const auto& type : types)
      width = std::max(width, display_width(column.text(type)));
    total += width + gap;
  }
  return total;
}

/// The lines of `text` within `columns`; one line in a pipe.
std::vector<std::string> wrapped(const std::string& text, std::size_t columns, bool is_tty) {
  const std::string flow = flowed({{text}}, 0, {.width = columns, .is_tty = is_tty});
  const auto lines = split(trimmed(flow), '\n');
  return {lines.begin(), lines.end()};
}

}  // namespace

std::string event_table(const std::vector<webhook::EventType>& types, const Terminal& terminal) {
  const auto chosen =
      std::find_if(choices().begin(), choices().end() - 1, [&](const Choice& choice) {
        const std::size_t width = width_of(choice.columns, types);
        return !terminal.is_tty ||
               (choice.meaning ? width + meaning_least : width - gap) <= terminal.width;
      });
  const std::size_t taken = width_of(chosen->columns, types);
  std::vector<std::string> headings;
  for (const Column& column : chosen->columns)
    headings.emplace_back(column.heading);
  if (chosen->meaning) headings.emplace_back("MEANING");
  std::vector<std::vector<Cell>> rows;
  for (const auto& type : types) {
    std::vector<Cell> row;
    for (const Column& column : chosen->columns)
      row.push_back({column.text(type), column.style});
    const std::vector<Cell> continued(row.size());
    if (chosen->meaning) {
      for (const auto& piece : wrapped(type.meaning, terminal.width - taken, terminal.is_tty)) {
        row.push_back({piece});
        rows.push_back(std::exchange(row, continued));
      }
    } else {
      rows.push_back(std::move(row));
    }
  }
  return table(headings, rows, terminal);
}

std::string event_heading(const webhook::EventType& type, const Terminal& terminal) {
  const Runs name{{type.name, Style::bold}, {"  " + type.group + ", by " + delivery_text(type)}};
  return flowed(name, 2, terminal) + flowed({{type.meaning}}, 0, terminal);
}

}  // namespace streamctl::cli
