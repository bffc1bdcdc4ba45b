#include "toml.h"

#include <optional>

#include "core/text.h"

namespace streamctl::cli {
namespace {

bool is_key(std::string_view text) {
  constexpr std::string_view bare =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  return !text.empty() && text.find_first_not_of(bare) == std::string_view::npos;
}

bool is_rest(std::string_view text) {
  return trimmed(text).empty() || trimmed(text).front() == '#';
}

std::optional<char> escaped(char letter) {
  switch (letter) {
    case '"':
    case '\\':
      return letter;
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    default:
      return std::nullopt;
  }
}

/// A quoted string at the front of `text`, which is cut behind it.
std::optional<std::string> take_string(std::string_view& text) {
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) return std::nullopt;
  const char quote = text.front();
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote) {
      text.remove_prefix(i + 1);
      return value;
    }
    if (text[i] == '\\' && quote == '"') {
      if (++i == text.size()) return std::nullopt;
      const auto letter = escaped(text[i]);
      if (!letter) return std::nullopt;
      value += *letter;
    } else {
      value += text[i];
    }
  }
  return std::nullopt;
}

/// Reads one line into `tables`; what is wrong with it, or nothing.
std::string read_line(std::string_view line, std::string& table, TomlTables& tables) {
  if (is_rest(line)) return "";
  if (line.front() == '[') {
    const auto end = line.find(']');
    if (end == std::string_view::npos || !is_rest(line.substr(end + 1)))
      return "a table is written [name]";
    table = trimmed(line.substr(1, end - 1));
    if (!is_key(table)) return "bad table name";
    tables[table];
    return "";
  }
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return "expected key = \"value\"";
  const std::string key(trimmed(line.substr(0, equals)));
  if (!is_key(key)) return "bad key";
  auto rest = trimmed(line.substr(equals + 1));
  auto value = take_string(rest);
  if (!value || !is_rest(rest)) return "the value of " + key + " must be a string in quotes";
  if (!tables[table].emplace(key, *value).second) return key + " is set twice";
  return "";
}

}  // namespace

Result<TomlTables> parse_toml(std::string_view text) {
  TomlTables tables;
  std::string table = "default";
  std::size_t number = 0;
  for (const auto line : split(text, '\n')) {
    ++number;
    const std::string wrong = read_line(trimmed(line), table, tables);
    if (!wrong.empty()) return config_error("line " + std::to_string(number) + ": " + wrong);
  }
  return tables;
}

}  // namespace streamctl::cli
