#include "commands/config/toml_edit.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "core/text.h"
#include "toml.h"
#include "toml_library.h"

namespace streamctl::cli {
namespace {

constexpr const char* default_table = "default";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// A basic string.
std::string toml_string(std::string_view value) {
  std::string text = "\"";
  for (const char byte : value) {
    if (byte == '"' || byte == '\\') {
      text.append({'\\', byte});
    } else if (is_control(byte)) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04X", static_cast<unsigned>(byte));
      text += escape.data();
    } else {
      text += byte;
    }
  }
  return text + '"';
}

std::string header_of(const std::string& table) {
  const bool is_bare =
      !table.empty() && std::all_of(table.begin(), table.end(), [](unsigned char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
               (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
      });
  return "[" + (is_bare ? table : toml_string(table)) + "]";
}

/// The offset of the line with this number, counted from 1; the size of `text` if it has fewer.
std::size_t line_begin(std::string_view text, std::size_t number) {
  std::size_t at = 0;
  for (; number > 1; --number) {
    const auto end = text.find('\n', at);
    if (end == std::string_view::npos) return text.size();
    at = end + 1;
  }
  return at;
}

/// The offset of a place, whose column counts code points from 1.
std::size_t offset_of(std::string_view text, const toml::source_position& place) {
  std::size_t at = line_begin(text, place.line);
  for (auto column = place.column; column > 1 && at < text.size(); --column)
    at += std::max<std::size_t>(first_code_point(text.substr(at)).length, 1);
  return std::min(at, text.size());
}

/// The number of the last line of the table's own values; 0 if it has none.
std::size_t last_line(const toml::table& table) {
  std::size_t last = 0;
  for (const auto& [key, node] : table) {
    if (!node.is_table()) last = std::max<std::size_t>(last, node.source().end.line);
  }
  return last;
}

/// Where to change a text.
struct Change {
  std::size_t at = 0;
  std::size_t length = 0;  ///< Of what is replaced.
  std::string by;
};

/// Inserts a line behind the line `number`; at the front for 0.
Change line_behind(std::string_view text, std::size_t number, const std::string& line,
                   const std::string& line_end) {
  const std::size_t at = number == 0 ? 0 : line_begin(text, number + 1);
  const bool is_open = at > 0 && text[at - 1] != '\n';
  return {at, 0, (is_open ? line_end : "") + line + line_end};
}

Change change_of(std::string_view text, const toml::table& root, const std::string& table,
                 const std::string& key, std::string_view value) {
  const toml::table* named = table.empty() ? nullptr : root[table].as_table();
  const bool has_root_keys = table.empty() || table == default_table;
  const toml::node* node = named != nullptr ? named->get(key) : nullptr;
  if (node == nullptr && has_root_keys) node = root.get(key);
  if (node != nullptr) {
    const std::size_t begin = offset_of(text, node->source().begin);
    const std::size_t end = offset_of(text, node->source().end);
    return {begin, end - std::min(begin, end), toml_string(value)};
  }
  const std::string line_end = text.find("\r\n") == std::string_view::npos ? "\n" : "\r\n";
  const std::string line = key + " = " + toml_string(value);
  if (named != nullptr) {
    const std::size_t last = std::max<std::size_t>(last_line(*named), named->source().begin.line);
    return line_behind(text, last, line, line_end);
  }
  const std::size_t last = last_line(root);
  if (table.empty())
    return line_behind(text, last, last == 0 && !text.empty() ? line + line_end : line, line_end);
  if (has_root_keys && last > 0) return line_behind(text, last, line, line_end);
  const std::string gap = text.empty() ? "" : text.ends_with('\n') ? line_end : line_end + line_end;
  return {text.size(), 0, gap + header_of(table) + line_end + line + line_end};
}

}  // namespace

Result<std::string> with_toml_value(std::string_view text, const std::string& table,
                                    const std::string& key, std::string_view value) {
  auto wanted = parse_toml(text);
  if (!wanted) return std::move(wanted).error();
  (*wanted)[table.empty() ? default_table : table][key] = std::string(value);
  const bool is_marked = text.starts_with(byte_order_mark);
  if (is_marked) text.remove_prefix(byte_order_mark.size());
  std::string edited(text);
  try {
    const Change change = change_of(text, toml::parse(text), table, key, value);
    edited.replace(change.at, change.length, change.by);
  } catch (const toml::parse_error&) {
    edited.clear();  // Unreachable: parse_toml() read it.
  }
  if (is_marked) edited.insert(0, byte_order_mark);
  if (const auto changed = parse_toml(edited); changed && *changed == *wanted) return edited;
  return config_error("its layout is too unusual to change " + key + " there",
                      "edit it by hand, or write each section as [name] with a key a line");
}

}  // namespace streamctl::cli
