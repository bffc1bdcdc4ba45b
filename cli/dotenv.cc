#include "dotenv.h"

#include <algorithm>

#include "core/text.h"

namespace streamctl::cli {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view blanks = " \t\r";
constexpr std::string_view quotes = "\"'`";

bool is_name(std::string_view text) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

/// Takes the first line off `text`, without its line end.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

/// The name before "=", also behind "export"; empty for a line of another form.
std::string_view name_of(std::string_view line) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return "";
  std::string_view name = trimmed(line.substr(0, equals));
  constexpr std::string_view keyword = "export";
  if (name.starts_with(keyword) && name.size() > keyword.size() &&
      blanks.find(name[keyword.size()]) != std::string_view::npos)
    name = trimmed(name.substr(keyword.size()));
  return is_name(name) ? name : "";
}

/// The end of the string that begins with a quote at the front of `text`; npos if it has none.
std::size_t closing_quote(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\\' && text.front() == '"') {
      ++at;
    } else if (text[at] == text.front()) {
      return at;
    }
  }
  return std::string_view::npos;
}

/// What stands between double quotes.
std::string unescaped(std::string_view text) {
  std::string value;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_escape = text[at] == '\\' && at + 1 < text.size();
    if (!is_escape) {
      value += text[at];
      continue;
    }
    constexpr std::string_view names = "nrt\"\\";
    constexpr std::string_view meant = "\n\r\t\"\\";
    const auto known = names.find(text[++at]);
    if (known == std::string_view::npos)
      value.append({'\\', text[at]});
    else
      value += meant[known];
  }
  return value;
}

/// A value without quotes: up to a comment or the line's end.
std::string_view bare_value(std::string_view line) {
  return trimmed(line.substr(0, line.find('#')));
}

}  // namespace

std::map<std::string, std::string> parse_dotenv(std::string_view text) {
  std::map<std::string, std::string> variables;
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  while (!text.empty()) {
    const std::string_view rest = text;
    const std::string_view line = take_line(text);
    const std::string name(name_of(line));
    if (name.empty()) continue;
    std::string_view value = rest.substr(line.find('=') + 1);
    value.remove_prefix(std::min(value.find_first_not_of(blanks), value.size()));
    const bool is_quoted = !value.empty() && quotes.find(value.front()) != std::string_view::npos;
    const auto end = is_quoted ? closing_quote(value) : std::string_view::npos;
    if (end == std::string_view::npos) {
      variables[name] = bare_value(line.substr(line.find('=') + 1));
      continue;
    }
    const std::string_view inside = value.substr(1, end - 1);
    variables[name] = value.front() == '"' ? unescaped(inside) : std::string(inside);
    text = value.substr(end + 1);
    take_line(text);
  }
  return variables;
}

}  // namespace streamctl::cli
