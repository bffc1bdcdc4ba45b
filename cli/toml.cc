#include "toml.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "toml_library.h"

namespace streamctl::cli {
namespace {

std::string_view line_of(std::string_view text, std::size_t number) {
  const auto lines = split(text, '\n');
  return number >= 1 && number <= lines.size() ? trimmed(lines[number - 1]) : std::string_view();
}

bool has_control(std::string_view line) {
  return std::any_of(line.begin(), line.end(), [](char byte) {
    const auto value = static_cast<unsigned char>(byte);
    return (value < 0x20 && byte != '\t') || value == 0x7f;
  });
}

/// A key that is safe to show: anything but lowercase words may be a misplaced secret.
std::string shown(std::string_view key) {
  const bool is_plain = !key.empty() && key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") ==
                                            std::string_view::npos;
  return is_plain ? std::string(key) : "this key";
}

/// The error in a line, in our words: the library's messages quote the input.
std::string words_for(std::string_view line, std::string_view said) {
  if (!is_utf8(line)) return "it is not UTF-8 text";
  if (has_control(line)) return "it holds a control character";
  const bool is_repeated = said.find("redefin") != std::string_view::npos;
  if (line.starts_with('['))
    return is_repeated ? "this table stands in the file already" : "a table is written [name]";
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return "expected key = \"value\"";
  const std::string key = shown(trimmed(line.substr(0, equals)));
  if (is_repeated) return key + " is set twice";
  const std::string_view value = trimmed(line.substr(equals + 1));
  if (value.starts_with('"') || value.starts_with('\''))
    return "the string of " + key + " is not valid TOML: look at its quotes and backslashes";
  return "the value of " + key + " must be a string in quotes";
}

Result<void> take(TomlTable& table, const toml::key& key, const toml::node& node) {
  const auto* text = node.as_string();
  auto value = text == nullptr ? std::nullopt : std::optional(text->get());
  if (table.emplace(std::string(key.str()), std::move(value)).second) return {};
  const auto line = std::to_string(key.source().begin.line);
  return config_error("line " + line + ": " + shown(key.str()) +
                      " is set twice, before the tables and in [default]");
}

/// The only call into the library: its exceptions stop here.
Result<toml::table> parse(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    const std::size_t number = std::max<std::size_t>(error.source().begin.line, 1);
    return config_error("line " + std::to_string(number) + ": " +
                        words_for(line_of(text, number), error.description()));
  }
}

}  // namespace

Result<TomlTables> parse_toml(std::string_view text) {
  const auto parsed = parse(text);
  if (!parsed) return parsed.error();
  TomlTables tables;
  for (const auto& [name, node] : *parsed) {
    const auto* table = node.as_table();
    if (table == nullptr) {
      if (auto taken = take(tables["default"], name, node); !taken) return std::move(taken).error();
      continue;
    }
    TomlTable& keys = tables[std::string(name.str())];
    for (const auto& [key, value] : *table)
      if (auto taken = take(keys, key, value); !taken) return std::move(taken).error();
  }
  return tables;
}

}  // namespace streamctl::cli
