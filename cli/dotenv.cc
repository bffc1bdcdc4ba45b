#include "dotenv.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/foreign_form.h"
#include "core/slips.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

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

/// An assignment: its name and the place of its value in the line.
struct Assignment {
  std::string_view name;
  std::size_t value = 0;
};

/// Reads NAME= or "NAME: ", also behind "export"; nothing for a line of another form.
std::optional<Assignment> read_assignment(std::string_view line) {
  const auto equals = line.find('=');
  const auto colon = std::min(line.find(": "), line.find(":\t"));
  const auto sign = std::min(equals, colon);
  if (sign == std::string_view::npos) return std::nullopt;
  std::string_view name = trimmed(line.substr(0, sign));
  constexpr std::string_view keyword = "export";
  if (name.starts_with(keyword) && name.size() > keyword.size() &&
      blanks.find(name[keyword.size()]) != std::string_view::npos)
    name = trimmed(name.substr(keyword.size()));
  if (!is_name(name)) return std::nullopt;
  return Assignment{name, sign + 1};
}

bool is_blank_or_comment(std::string_view line) {
  const std::string_view text = trimmed(line);
  return text.empty() || text.front() == '#';
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

const std::vector<std::string>& known_names() {
  static const std::vector<std::string> names{"STREAM_API_KEY",   "STREAM_API_SECRET",
                                              "STREAM_BASE_URL",  "STREAMCTL_PROFILE",
                                              "STREAMCTL_CONFIG", "STREAMCTL_WEBHOOK_URL"};
  return names;
}

/// The name that `name` most probably stands for.
std::optional<std::string> meant_by(const std::string& name) {
  constexpr std::size_t slips_max = 2;
  static const std::map<std::string, std::string> usual{{"STREAM_KEY", "STREAM_API_KEY"},
                                                        {"STREAM_SECRET", "STREAM_API_SECRET"},
                                                        {"STREAM_SECRET_KEY", "STREAM_API_SECRET"},
                                                        {"STREAM_API_URL", "STREAM_BASE_URL"}};
  if (const auto found = usual.find(name); found != usual.end()) return found->second;
  const auto near = nearest(name, known_names());
  return near && slips_between(name, *near) <= slips_max ? near : std::nullopt;
}

/// The error for the line at the front of `rest`, the end of `text`.
Error no_assignment(std::string_view text, std::string_view rest, const std::string& file) {
  const std::string_view before = text.substr(0, text.size() - rest.size());
  const auto number = std::count(before.begin(), before.end(), '\n') + 1;
  return config_error(file + ":" + std::to_string(number) + ": no assignment",
                      "a line is NAME=value, or a comment that begins with #");
}

/// A value without quotes: up to a comment or the line's end.
std::string_view bare_value(std::string_view line) {
  return trimmed(line.substr(0, line.find('#')));
}

}  // namespace

Result<std::map<std::string, std::string>> parse_dotenv(std::string_view text,
                                                        const std::string& file) {
  if (const auto form = foreign_form(text))
    return config_error(file + ": it looks like " + std::string(form->name),
                        std::string(form->remedy));
  if (text.find('\0') != std::string_view::npos)
    return config_error(file + ": it is a binary file, not lines of NAME=value");
  std::map<std::string, std::string> variables;
  const std::string_view whole = text;
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  while (!text.empty()) {
    const std::string_view rest = text;
    const std::string_view line = take_line(text);
    if (is_blank_or_comment(line)) continue;
    const auto assignment = read_assignment(line);
    if (!assignment) return no_assignment(whole, rest, file);
    std::string& variable = variables[std::string(assignment->name)];
    std::string_view value = rest.substr(assignment->value);
    value.remove_prefix(std::min(value.find_first_not_of(blanks), value.size()));
    const bool is_quoted = !value.empty() && quotes.find(value.front()) != std::string_view::npos;
    const auto end = is_quoted ? closing_quote(value) : std::string_view::npos;
    if (end == std::string_view::npos) {
      variable = bare_value(line.substr(assignment->value));
      continue;
    }
    const std::string_view inside = value.substr(1, end - 1);
    variable = value.front() == '"' ? unescaped(inside) : std::string(inside);
    text = value.substr(end + 1);
    take_line(text);
  }
  return variables;
}

std::vector<std::string> doubtful_names(const std::map<std::string, std::string>& variables) {
  const auto& known = known_names();
  std::vector<std::string> warnings;
  for (const auto& [name, value] : variables) {
    const bool is_ours = name.starts_with("STREAMCTL_");
    if ((!is_ours && !name.starts_with("STREAM_")) ||
        std::find(known.begin(), known.end(), name) != known.end())
      continue;
    const auto meant = meant_by(name);
    if (meant ? variables.contains(*meant) : !is_ours) continue;
    warnings.push_back(name + " is no variable of streamctl" +
                       (meant ? "; did you mean " + *meant + "?" : ""));
  }
  return warnings;
}

}  // namespace streamctl::cli
