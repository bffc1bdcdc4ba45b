#include "capture/json_string.h"

#include <array>
#include <cstdint>

#include "core/text.h"

namespace streamctl::capture {
namespace {

/// Bytes that stand for themselves: printable ASCII but the quote and the backslash.
constexpr std::array<bool, 256> plain_bytes = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x7F; ++byte)
    plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

bool is_plain(char c) {
  return plain_bytes[static_cast<unsigned char>(c)];
}

void append_unit(std::uint32_t unit, std::string& out) {
  constexpr std::string_view digits = "0123456789abcdef";
  const std::array<char, 6> text{'\\',
                                 'u',
                                 digits[unit >> 12U & 15U],
                                 digits[unit >> 8U & 15U],
                                 digits[unit >> 4U & 15U],
                                 digits[unit & 15U]};
  out.append(text.data(), text.size());
}

void append_escaped(std::uint32_t code_point, std::string& out) {
  switch (code_point) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (code_point < 0x10000) return append_unit(code_point, out);
  const std::uint32_t rest = code_point - 0x10000;  // A surrogate pair: RFC 8259 section 7.
  append_unit(0xD800U | rest >> 10U, out);
  append_unit(0xDC00U | (rest & 0x3FFU), out);
}

/// Appends the contents; stops at what is not UTF-8 and says how much of `text` it took.
std::size_t append_contents(std::string_view text, std::string& out) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const char* at = begin;
  while (at != end) {
    const char* run = at;
    while (run != end && is_plain(*run))
      ++run;
    out.append(at, run);
    at = run;
    if (at == end) break;
    const auto rest = std::string_view(at, static_cast<std::size_t>(end - at));
    const CodePoint next = first_code_point(rest);
    if (next.length == 0) break;
    if (next.value < 0x80 || is_deceptive(next.value)) {
      append_escaped(next.value, out);
    } else {
      out.append(at, next.length);
    }
    at += next.length;
  }
  return static_cast<std::size_t>(at - begin);
}

}  // namespace

bool append_json_string(std::string_view text, std::string& out) {
  const std::size_t before = out.size();
  out += '"';
  if (append_contents(text, out) < text.size()) {
    out.resize(before);
    return false;
  }
  out += '"';
  return true;
}

void append_json_string_repaired(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    text.remove_prefix(append_contents(text, out));
    if (text.empty()) break;
    out += "\xEF\xBF\xBD";  // U+FFFD
    text.remove_prefix(1);
  }
  out += '"';
}

}  // namespace streamctl::capture
