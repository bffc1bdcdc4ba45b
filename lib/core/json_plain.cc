#include "core/json_plain.h"

#include <algorithm>

#include "core/json_number.h"
#include "core/json_reader.h"

namespace streamctl {
namespace {

constexpr std::size_t escape_length = 6;

/// Writes 0 over a value, and blanks over the rest of it.
void write_zero(std::string& text, std::size_t begin, std::size_t end) {
  std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin),
            text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
  text[begin] = '0';
}

/// Replaces each unpaired surrogate in a valid string token at `begin`.
void pair_surrogates(std::string& text, std::size_t begin, std::size_t length) {
  const std::string_view token = std::string_view(text).substr(begin, length);
  std::size_t at = token.find('\\');
  while (at < token.size()) {
    if (token[at + 1] != 'u') {
      at += 2;
    } else {
      const std::uint32_t unit = escaped_unit(token.substr(at));
      const auto behind = token.substr(at + escape_length);
      if (is_high_surrogate(unit) && behind.starts_with("\\u") &&
          is_low_surrogate(escaped_unit(behind))) {
        at += 2 * escape_length;
      } else {
        if (is_high_surrogate(unit) || is_low_surrogate(unit))
          text.replace(begin + at, escape_length, "\\ufffd");
        at += escape_length;
      }
    }
    at = token.find('\\', at);
  }
}

}  // namespace

std::optional<std::string> plain_json(std::string_view text) {
  std::string plain(text);
  JsonReader reader(text);
  std::size_t too_deep = 0;  // Start of the value nested too deeply.
  while (true) {
    const JsonToken token = reader.next();
    const std::size_t begin = reader.offset();
    const std::size_t length = reader.token().size();
    switch (token) {
      case JsonToken::error:
        return std::nullopt;
      case JsonToken::end:
        return plain;
      case JsonToken::begin_object:
      case JsonToken::begin_array:
        if (reader.depth() == plain_depth_max + 1) too_deep = begin;
        break;
      case JsonToken::end_object:
      case JsonToken::end_array:
        if (reader.depth() == plain_depth_max) write_zero(plain, too_deep, begin + length);
        break;
      case JsonToken::number:
        if (!is_common_number(reader.token())) write_zero(plain, begin, begin + length);
        break;
      case JsonToken::key:
      case JsonToken::string:
        pair_surrogates(plain, begin, length);
        break;
      case JsonToken::literal:
        break;
    }
  }
}

}  // namespace streamctl
