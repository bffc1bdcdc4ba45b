#include "generate/help.h"

#include <algorithm>
#include <cctype>

#include "core/text.h"
#include "generate/wrapped.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t names_page_columns_max = 30;
constexpr std::size_t two_columns_least = 60;  // A narrower terminal has no room for two.
constexpr std::size_t words_indent = 6;        // Below the names there.

std::size_t width_of(const Terminal& terminal) {
  return std::min(terminal.width, page_columns_max);
}

std::string names_of(const OptionDoc& option) {
  std::string names = joined(option.names, ", ");
  if (option.names.size() == 1 && names.starts_with("--")) names = "    " + names;
  if (!option.metavar.empty()) names += " " + option.metavar;
  return names;
}

std::string words_about(const OptionDoc& option) {
  std::string words = option.summary;
  std::vector<std::string> notes;
  const bool is_positional = !option.names.front().starts_with('-');
  if (option.required && !is_positional) notes.emplace_back("required");
  if (option.repeatable && !is_positional) notes.emplace_back("repeatable");
  if (!option.default_text.empty()) notes.push_back("default " + option.default_text);
  if (!option.environment.empty()) notes.push_back("env " + option.environment);
  if (!notes.empty()) words += " (" + joined(notes, ", ") + ")";
  return words;
}

struct Row {
  std::string left;
  std::string right;
};

/// Two columns; a left side too long for its column gets a separate line.
std::string two_columns(const std::vector<Row>& rows, std::size_t width, const Terminal& terminal) {
  std::size_t column = 0;
  for (const Row& row : rows) {
    const std::size_t length = display_width(row.left);
    if (length <= names_page_columns_max) column = std::max(column, length);
  }
  if (width < two_columns_least) column = 0;
  const std::size_t indent = column == 0 ? words_indent : column + 4;
  std::string text;
  for (const Row& row : rows) {
    const std::size_t length = display_width(row.left);
    std::string right = wrapped(row.right, indent, width);
    text += "  " + terminal.paint(Style::bold, row.left);
    if (length > column) {
      text += "\n" + right;
    } else {
      text += std::string(column - length + 2, ' ') + right.substr(std::min(indent, right.size()));
    }
    if (row.right.empty()) text += "\n";
  }
  return text;
}

std::string heading(const std::string& title, const Terminal& terminal) {
  return "\n" + terminal.paint(Style::bold, title + ":") + "\n";
}

std::string commands_text(const CommandDoc& command, const Terminal& terminal) {
  std::vector<std::string> groups;
  for (const auto& below : command.commands) {
    if (std::find(groups.begin(), groups.end(), below.group) == groups.end())
      groups.push_back(below.group);
  }
  std::string text;
  for (const auto& group : groups) {
    std::vector<Row> rows;
    for (const auto& below : command.commands) {
      if (below.group != group) continue;
      rows.push_back({below.name.substr(command.name.size() + 1), below.summary});
    }
    std::string title = group.empty() ? "Actions" : group;
    title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(title.front())));
    text += heading(title, terminal) + two_columns(rows, width_of(terminal), terminal);
  }
  return text;
}

std::string options_text(const std::vector<OptionDoc>& options, const Terminal& terminal) {
  std::string text;
  for (const OptionGroup& group : grouped(options)) {
    std::vector<Row> rows;
    for (const auto& option : group.options)
      rows.push_back({names_of(option), words_about(option)});
    text += heading(group.name, terminal) + two_columns(rows, width_of(terminal), terminal);
  }
  return text;
}

/// A command to be pasted. On a terminal it is continued after a backslash where it is too long.
std::string command_lines(std::string_view command, const Terminal& terminal) {
  if (!terminal.is_tty || display_width(command) + 2 <= terminal.width)
    return "  " + std::string(command) + "\n";
  constexpr std::size_t room_for_backslash = 2;
  std::string lines = wrapped(command, 2, terminal.width - room_for_backslash);
  lines.pop_back();
  std::string text;
  for (const auto line : split(lines, '\n'))
    text += (text.empty() ? "" : " \\\n  ") + std::string(line);
  return text + "\n";
}

std::string comment_lines(const std::string& words, const Terminal& terminal) {
  if (!terminal.is_tty) return terminal.paint(Style::dim, "  # " + words) + "\n";
  const std::string lines = wrapped(words, 0, terminal.width - 4);
  std::string text;
  for (const auto line : split(trimmed(lines), '\n'))
    text += terminal.paint(Style::dim, "  # " + std::string(line)) + "\n";
  return text;
}

std::string examples_text(const CommandDoc& command, const Terminal& terminal) {
  if (command.examples.empty()) return "";
  std::string text = heading("Examples", terminal);
  for (const Example& example : command.examples) {
    if (!example.says.empty()) text += comment_lines(example.says, terminal);
    text += command_lines(example.command, terminal);
  }
  return text;
}

/// The options that all commands share, names only, on as few lines as possible.
std::string shared_text(const std::vector<OptionDoc>& shared, const Terminal& terminal) {
  if (shared.empty()) return "";
  std::vector<std::string> names;
  for (const auto& option : shared) {
    names.push_back(option.names.back() + (option.metavar.empty() ? "" : " " + option.metavar));
  }
  return heading("Every command takes", terminal) +
         wrapped(joined(names, ", "), 2, width_of(terminal)) +
         wrapped("See 'streamctl --help' for what they mean.", 2, width_of(terminal));
}

}  // namespace

std::string usage_of(const CommandDoc& command) {
  std::string usage = command.name;
  std::string behind = " [options]";
  for (const auto& positional : command.positionals) {
    const std::string name = positional.names.front() + (positional.repeatable ? "..." : "");
    if (positional.names.front() == "COMMAND") {
      behind += " [-- " + name + "]";  // A user's program, with separate options.
    } else {
      usage += positional.required ? " " + name : " [" + name + "]";
    }
  }
  const bool is_root = command.name.find(' ') == std::string::npos;
  if (!command.commands.empty())
    usage += is_root ? " COMMAND" : command.runs ? " [ACTION]" : " ACTION";
  return usage + behind;
}

std::string help_text(const CommandDoc& command, const std::vector<OptionDoc>& shared,
                      const Terminal& terminal) {
  const std::size_t width = width_of(terminal);
  std::string text = wrapped(command.summary + ".", 0, width) + heading("Usage", terminal) +
                     wrapped(usage_of(command), 2, width);
  if (!command.description.empty()) {
    std::string_view rest = command.description;
    while (!rest.empty()) {
      const auto end = rest.find("\n\n");
      text += "\n" + wrapped(rest.substr(0, end), 0, width);
      rest = end == std::string_view::npos ? "" : rest.substr(end + 2);
    }
  }
  text += commands_text(command, terminal);
  if (!command.positionals.empty()) {
    std::vector<Row> rows;
    for (const auto& positional : command.positionals) {
      rows.push_back({positional.names.front(), words_about(positional)});
    }
    text += heading("Arguments", terminal) + two_columns(rows, width, terminal);
  }
  text += options_text(command.options, terminal);
  text += examples_text(command, terminal);
  return text + shared_text(shared, terminal);
}

}  // namespace streamctl::cli
