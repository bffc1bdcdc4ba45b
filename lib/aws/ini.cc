#include "aws/ini.h"

#include "core/text.h"

namespace streamctl::aws {
namespace {

constexpr std::string_view blanks = " \t";

/// "profile  dev" as "profile dev".
std::string section_name(std::string_view text) {
  std::string name;
  for (const char byte : trimmed(text)) {
    const bool is_blank = blanks.find(byte) != std::string_view::npos;
    if (!is_blank) name += byte;
    if (is_blank && !name.ends_with(' ')) name += ' ';
  }
  return name;
}

std::string_view without_comment(std::string_view value) {
  for (std::size_t i = 1; i < value.size(); ++i) {
    const bool is_mark = value[i] == '#' || value[i] == ';';
    if (is_mark && blanks.find(value[i - 1]) != std::string_view::npos) return value.substr(0, i);
  }
  return value;
}

}  // namespace

Ini parse_ini(std::string_view text) {
  Ini ini;
  IniSection* section = nullptr;
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty() || std::string_view(" \t\r#;").find(line.front()) != std::string_view::npos)
      continue;
    if (line.front() == '[') {
      const auto end = line.find(']');
      section =
          end == std::string_view::npos ? nullptr : &ini[section_name(line.substr(1, end - 1))];
      continue;
    }
    const auto equals = line.find('=');
    if (section == nullptr || equals == std::string_view::npos) continue;
    const std::string key = lower_ascii(trimmed(line.substr(0, equals)));
    if (!key.empty()) (*section)[key] = trimmed(without_comment(line.substr(equals + 1)));
  }
  return ini;
}

}  // namespace streamctl::aws
