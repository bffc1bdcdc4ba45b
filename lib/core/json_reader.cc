#include "core/json_reader.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace streamctl {
namespace {

constexpr std::array<std::string_view, 3> literals{"true", "false", "null"};
constexpr std::size_t unit_length = 6;  // "\u20ac"

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// 16 if it is not a hexadecimal digit.
std::uint32_t hex_value(char c) {
  if (is_digit(c)) return static_cast<std::uint32_t>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? static_cast<std::uint32_t>(lower - 'a') + 10 : 16;
}

void append_byte(std::string& out, std::uint32_t byte) {
  out += static_cast<char>(byte);
}

void append_utf8(std::string& out, std::uint32_t value) {
  if (value < 0x80) return append_byte(out, value);
  if (value < 0x800) {
    append_byte(out, 0xC0U | value >> 6U);
  } else {
    if (value < 0x10000) {
      append_byte(out, 0xE0U | value >> 12U);
    } else {
      append_byte(out, 0xF0U | value >> 18U);
      append_byte(out, 0x80U | (value >> 12U & 0x3FU));
    }
    append_byte(out, 0x80U | (value >> 6U & 0x3FU));
  }
  append_byte(out, 0x80U | (value & 0x3FU));
}

char unescaped(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

}  // namespace

bool is_json(std::string_view text) {
  JsonReader reader(text);
  JsonToken token = reader.next();
  while (token != JsonToken::end && token != JsonToken::error)
    token = reader.next();
  return token == JsonToken::end;
}

std::uint32_t escaped_unit(std::string_view text) {
  std::uint32_t unit = 0;
  for (const char c : text.substr(2, 4))
    unit = unit << 4U | hex_value(c);
  return unit;
}

std::string string_in(std::string_view token) {
  std::string text;
  token = token.substr(1, token.size() - 2);
  text.reserve(token.size());
  while (!token.empty()) {
    const std::size_t plain = std::min(token.find('\\'), token.size());
    text.append(token.substr(0, plain));
    token.remove_prefix(plain);
    if (token.empty()) break;
    if (token[1] != 'u') {
      text += unescaped(token[1]);
      token.remove_prefix(2);
      continue;
    }
    std::uint32_t value = escaped_unit(token);
    token.remove_prefix(unit_length);
    if (is_high_surrogate(value) && token.starts_with("\\u") &&
        is_low_surrogate(escaped_unit(token))) {
      value = 0x10000 + ((value - 0xD800) << 10U) + (escaped_unit(token) - 0xDC00);
      token.remove_prefix(unit_length);
    }
    append_utf8(text, value);
  }
  return text;
}

JsonToken JsonReader::next() {
  if (failed_) return JsonToken::error;
  skip_blank();
  begin_ = position_;
  if (is_whole_) return position_ == text_.size() ? JsonToken::end : fail();
  if (has_key_) {
    if (!pass(':')) return fail();
    has_key_ = false;
    return read_value();
  }
  if (may_close_ && (at('}') || at(']'))) return close();
  if (needs_comma_ && !pass(',')) return fail();
  may_close_ = needs_comma_ = false;
  return !open_.empty() && open_.back() == '{' ? read_key() : read_value();
}

void JsonReader::skip_blank() {
  while (at(' ') || at('\n') || at('\r') || at('\t'))
    ++position_;
}

bool JsonReader::at(char c) const {
  return position_ < text_.size() && text_[position_] == c;
}

/// Advances past `c` to the next token; false if the next byte is not `c`.
bool JsonReader::pass(char c) {
  if (!at(c)) return false;
  ++position_;
  skip_blank();
  begin_ = position_;
  return true;
}

JsonToken JsonReader::fail() {
  failed_ = true;
  begin_ = position_;
  return JsonToken::error;
}

JsonToken JsonReader::open(JsonToken token) {
  open_ += text_[position_++];
  may_close_ = true;
  return token;
}

JsonToken JsonReader::close() {
  const bool is_object = at('}');
  if ((open_.back() == '{') != is_object) return fail();
  open_.pop_back();
  ++position_;
  return done(is_object ? JsonToken::end_object : JsonToken::end_array);
}

/// A value has been read.
JsonToken JsonReader::done(JsonToken token) {
  is_whole_ = open_.empty();
  may_close_ = needs_comma_ = !is_whole_;
  return token;
}

JsonToken JsonReader::read_key() {
  if (!scan_string()) return fail();
  has_key_ = true;
  return JsonToken::key;
}

JsonToken JsonReader::read_value() {
  if (at('{')) return open(JsonToken::begin_object);
  if (at('[')) return open(JsonToken::begin_array);
  if (at('"')) return scan_string() ? done(JsonToken::string) : fail();
  for (const auto literal : literals) {
    if (!text_.substr(position_).starts_with(literal)) continue;
    position_ += literal.size();
    return done(JsonToken::literal);
  }
  return scan_number() ? done(JsonToken::number) : fail();
}

bool JsonReader::scan_string() {
  if (!at('"')) return false;
  ++position_;
  while (position_ < text_.size()) {
    const auto byte = static_cast<unsigned char>(text_[position_]);
    if (byte == '"') {
      ++position_;
      return true;
    }
    if (byte == '\\') {
      if (!scan_escape()) return false;
    } else if (byte < 0x20) {
      return false;
    } else if (byte < 0x80) {
      ++position_;
    } else {
      const std::size_t length = first_code_point(text_.substr(position_)).length;
      if (length == 0) return false;
      position_ += length;
    }
  }
  return false;
}

bool JsonReader::scan_escape() {
  const std::string_view escape = text_.substr(position_, unit_length);
  if (escape.size() < 2) return false;
  if (escape[1] != 'u') {
    if (std::string_view("\"\\/bfnrt").find(escape[1]) == std::string_view::npos) return false;
    position_ += 2;
    return true;
  }
  if (escape.size() < unit_length) return false;
  for (const char c : escape.substr(2)) {
    if (hex_value(c) > 15) return false;
  }
  position_ += unit_length;
  return true;
}

bool JsonReader::scan_digits() {
  const std::size_t first = position_;
  while (position_ < text_.size() && is_digit(text_[position_]))
    ++position_;
  return position_ > first;
}

bool JsonReader::scan_number() {
  if (at('-')) ++position_;
  const bool is_zero = at('0');
  if (is_zero) ++position_;
  if (!is_zero && !scan_digits()) return false;
  if (at('.')) {
    ++position_;
    if (!scan_digits()) return false;
  }
  if (at('e') || at('E')) {
    ++position_;
    if (at('+') || at('-')) ++position_;
    if (!scan_digits()) return false;
  }
  return true;
}

}  // namespace streamctl
