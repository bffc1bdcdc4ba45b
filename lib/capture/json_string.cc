#include "capture/json_string.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "core/text.h"

namespace streamctl::capture {
namespace {

constexpr std::uint64_t each_byte(std::uint64_t byte) {
  return byte * 0x0101010101010101U;
}

/// How many of the 8 bytes at `from` stand for themselves, up to the first that does not: printable
/// ASCII but the quote and the backslash. All 8 at once, since this is on the way of every
/// acknowledgement: no sum below carries from one byte into the next.
std::size_t plain_of_8(const char* from) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, from, sizeof bytes);
  constexpr std::uint64_t top = each_byte(0x80);
  const std::uint64_t low = bytes & ~top;
  const std::uint64_t at_least_space = low + each_byte(0x60);
  const std::uint64_t no_quote = (low ^ each_byte('"')) + each_byte(0x7F);
  const std::uint64_t no_backslash = (low ^ each_byte('\\')) + each_byte(0x7F);
  const std::uint64_t is_delete = low + each_byte(0x01);
  const std::uint64_t special =
      (bytes | ~(at_least_space & no_quote & no_backslash) | is_delete) & top;
  const int before = std::endian::native == std::endian::little ? std::countr_zero(special)
                                                                : std::countl_zero(special);
  return static_cast<std::size_t>(before) / 8;
}

bool is_plain(char c) {
  return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

// The writers below write at `to` and give what is behind it.

char* write(char* to, std::string_view bytes) {
  std::memcpy(to, bytes.data(), bytes.size());
  return to + bytes.size();
}

char* write_unit(std::uint32_t unit, char* to) {
  constexpr std::string_view digits = "0123456789abcdef";
  to = write(to, "\\u");
  for (const unsigned shift : {12U, 8U, 4U, 0U})
    *to++ = digits[unit >> shift & 15U];
  return to;
}

char* write_escaped(std::uint32_t code_point, char* to) {
  switch (code_point) {
    case '\n':
      return write(to, "\\n");
    case '\r':
      return write(to, "\\r");
    case '\t':
      return write(to, "\\t");
    default:
      break;
  }
  if (code_point < 0x10000) return write_unit(code_point, to);
  const std::uint32_t rest = code_point - 0x10000;  // A surrogate pair: RFC 8259 section 7.
  return write_unit(0xDC00U | (rest & 0x3FFU), write_unit(0xD800U | rest >> 10U, to));
}

/// Text is escaped a block at a time into a buffer that holds it at its longest: six bytes for one,
/// and what the last step may write beyond it.
constexpr std::size_t block_bytes = 512;
constexpr std::size_t step_bytes_max = 16;
using Buffer = std::array<char, 6 * (block_bytes + step_bytes_max)>;

/// Appends the contents; stops at what is not UTF-8 and says how much of `text` it took.
std::size_t append_contents(std::string_view text, std::string& out) {
  Buffer buffer;  // Not cleared: only what was written is read.
  std::size_t at = 0;
  bool valid = true;
  while (valid && at < text.size()) {
    char* to = buffer.data();
    for (const std::size_t end = std::min(text.size(), at + block_bytes); at < end;) {
      if (text.size() - at >= 8) {
        std::memcpy(to, text.data() + at, 8);
        const std::size_t plain = plain_of_8(text.data() + at);
        to += plain;
        at += plain;
        if (plain == 8) continue;
      } else if (is_plain(text[at])) {
        *to++ = text[at++];
        continue;
      }
      if (text[at] == '"' || text[at] == '\\') {  // What JSON is full of.
        *to++ = '\\';
        *to++ = text[at++];
        continue;
      }
      const CodePoint next = first_code_point(text.substr(at));
      valid = next.length != 0;
      if (!valid) break;
      to = next.value < 0x80 || is_deceptive(next.value) ? write_escaped(next.value, to)
                                                         : write(to, text.substr(at, next.length));
      at += next.length;
    }
    out.append(buffer.data(), to);
  }
  return at;
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
