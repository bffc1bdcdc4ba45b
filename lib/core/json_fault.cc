#include "core/json_fault.h"

#include <array>
#include <cstddef>

#include "core/json_reader.h"
#include "core/text.h"

namespace streamctl {
namespace {

/// What a text contains at the invalid byte, and what that is.
struct Mistake {
  std::string_view text;
  const char* name;
};

constexpr std::array<Mistake, 15> mistakes{{
    {"NaN", "NaN is no JSON number"},
    {"nan", "NaN is no JSON number"},
    {"Infinity", "Infinity is no JSON number"},
    {"inf", "Infinity is no JSON number"},
    {"undefined", "undefined is no JSON value"},
    {"None", "Python's None is null in JSON"},
    {"True", "Python's True is true in JSON"},
    {"False", "Python's False is false in JSON"},
    {"//", "a comment, which JSON has none of"},
    {"/*", "a comment, which JSON has none of"},
    {"#", "a comment, which JSON has none of"},
    {"'", "a single quote; JSON takes double quotes"},
    {"\xE2\x80\x9C", "a typographic quote"},
    {"\xE2\x80\x9D", "a typographic quote"},
    {"\xC2\xA0", "a non-breaking space"},
}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// The last byte before `at` that is not blank, or NUL.
char before(std::string_view text, std::size_t at) {
  const auto found = text.substr(0, at).find_last_not_of(" \t\r\n");
  return found == std::string_view::npos ? '\0' : text[found];
}

/// Whether `rest` is the beginning of true, false or null, or of an escape.
bool is_cut_short(std::string_view rest) {
  for (const std::string_view word : {"true", "false", "null"})
    if (word.starts_with(rest)) return true;
  return rest.front() == '\\' && rest.size() < 6 &&
         (rest.size() == 1 || (rest[1] == 'u' && rest.find('"') == std::string_view::npos));
}

const char* number_mistake(std::string_view text, std::size_t at) {
  const char c = text[at];
  const char previous = at == 0 ? '\0' : text[at - 1];
  if (c == '+' && !is_digit(previous)) return "a number with a plus sign";
  if (c == '.' && !is_digit(previous)) return "a number that begins with its point";
  if (previous == '.') return "a number that ends with its point";
  if (previous == '0' && is_digit(c)) return "a number that begins with 0";
  if (previous == '0' && (c == 'x' || c == 'X')) return "a hexadecimal number";
  return nullptr;
}

/// The reason for an error within a string.
const char* reason_in_string(std::string_view rest) {
  const char c = rest.front();
  if (c == '\\') return "an escape that JSON does not have";
  if (c == '\n' || c == '\r') return "a line break within a string, where it is written \\n";
  if (static_cast<unsigned char>(c) < 0x20)
    return "a control character within a string, where it is written as an escape";
  return "bytes that are not UTF-8";
}

const char* reason_outside(std::string_view text, std::size_t at) {
  if (const char* name = number_mistake(text, at)) return name;
  const std::string_view rest = text.substr(at);
  for (const Mistake& one : mistakes)
    if (rest.starts_with(one.text)) return one.name;
  const char c = rest.front();
  const char previous = before(text, at);
  if (previous == ',' && (c == '}' || c == ']')) return "a comma before the closing bracket";
  if (previous == ':' && std::string_view(",}]").find(c) != std::string_view::npos)
    return "a value is missing";
  if (c == ',') return "a comma too many";
  if ((previous == '{' || previous == ',') && is_letter(c)) return "a name without quotes";
  return nullptr;
}

/// Whether the token that begins behind `end`, the end of the last valid one, is a string.
bool is_string_behind(std::string_view text, std::size_t end) {
  const auto begin = text.find_first_not_of(" \t\r\n,:", end);
  return begin != std::string_view::npos && text[begin] == '"';
}

/// `end` is the end of the last valid token.
const char* reason_at(std::string_view text, std::size_t at, std::size_t end, bool is_whole) {
  if (trimmed(text).empty()) return "it is empty";
  if (at >= text.size() || is_cut_short(text.substr(at))) return "it is cut short";
  if (text[at] == '\0') return "a NUL byte";
  if (!is_whole && at > end && is_string_behind(text.substr(0, at), end) && text[at] != '"')
    return reason_in_string(text.substr(at));
  const char* reason = reason_outside(text, at);
  return reason == nullptr && is_whole ? "something follows the value" : reason;
}

std::string place_of(std::string_view text, std::size_t byte) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char c : text.substr(0, byte)) {
    ++column;
    if (c == '\n') {
      ++line;
      column = 1;
    }
  }
  const std::string place = "column " + std::to_string(column);
  // For one line of many (a capture's), the caller names the line.
  const bool is_one_line = trimmed(text).find('\n') == std::string_view::npos;
  return is_one_line && line == 1 ? place : "line " + std::to_string(line) + ", " + place;
}

}  // namespace

std::string json_fault(std::string_view text) {
  JsonReader reader(text);
  JsonToken token = reader.next();
  bool is_whole = false;
  std::size_t end = 0;
  while (token != JsonToken::error && token != JsonToken::end) {
    is_whole = reader.depth() == 0;
    end = reader.offset() + reader.token().size();
    token = reader.next();
  }
  const char* reason = reason_at(text, reader.offset(), end, is_whole);
  const std::string where = "not valid JSON at " + place_of(text, reader.offset());
  return reason == nullptr ? where : where + ": " + reason;
}

}  // namespace streamctl
