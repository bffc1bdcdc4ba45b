#include "core/json_string.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "core/text.h"
#include "core/wide_escape.h"

namespace streamctl {
namespace {

constexpr std::uint64_t each_byte(std::uint64_t byte) {
  return byte * 0x0101010101010101U;
}

/// A bit for each of the 8 bytes at `from` that needs inspection: non-printable or non-ASCII bytes,
/// quotes and backslashes. The lowest bit is the first byte's. Processes all 8 at once, since every
/// acknowledgement runs through here; no sum below carries from one byte into the next.
std::uint64_t specials_of_8(const char* from) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, from, sizeof bytes);
  if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
  constexpr std::uint64_t top = each_byte(0x80);
  const std::uint64_t low = bytes & ~top;
  const std::uint64_t at_least_space = low + each_byte(0x60);
  const std::uint64_t no_quote = (low ^ each_byte('"')) + each_byte(0x7F);
  const std::uint64_t no_backslash = (low ^ each_byte('\\')) + each_byte(0x7F);
  const std::uint64_t is_delete = low + each_byte(0x01);
  const std::uint64_t special =
      (bytes | ~(at_least_space & no_quote & no_backslash) | is_delete) & top;
  return (special >> 7U) * 0x0102040810204080U >> 56U;  // Gathers the eight top bits.
}

/// The same for the first 64 bytes of `text`, or all if it is shorter.
std::uint64_t specials_of(std::string_view text) {
  std::uint64_t specials = 0;
  if (text.size() >= 64) {
    for (unsigned at = 0; at < 64; at += 8)
      specials |= specials_of_8(text.data() + at) << at;
    return specials;
  }
  unsigned at = 0;
  for (; at + 8 <= text.size(); at += 8)
    specials |= specials_of_8(text.data() + at) << at;
  if (at == text.size()) return specials;
  std::array<char, 8> rest{' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '};
  std::memcpy(rest.data(), text.data() + at, text.size() - at);
  return specials | specials_of_8(rest.data()) << at;
}

// The writers below write at `to` and return the position after the output.

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

/// Text is scanned one window at a time and escaped one block at a time into a buffer of worst-case
/// size: six bytes per byte, plus the overrun of escape_ascii() or of a fixed-size copy.
constexpr std::size_t window_bytes = 64;
constexpr std::size_t block_bytes = 8 * window_bytes;
constexpr std::size_t copy_bytes = 16;
using Buffer = std::array<char, 6 * (block_bytes + window_bytes) + escape_overrun>;
static_assert(copy_bytes <= escape_overrun);

/// Writes the first `count` bytes of `text`. Copies a fixed size if `count` is small, as it nearly
/// always is, to avoid a branch on the length.
char* write_run(std::string_view text, std::size_t count, char* to) {
  if (count > copy_bytes || text.size() < copy_bytes) return write(to, text.substr(0, count));
  std::memcpy(to, text.data(), copy_bytes);
  return to + count;
}

/// The progress of escaping.
struct Place {
  std::size_t at = 0;  ///< In the text.
  char* to = nullptr;
  bool valid = true;  ///< False: the bytes there are not UTF-8.
};

/// Escapes or validates one character that needs it.
void write_special(std::string_view text, Place& place) {
  if (text[place.at] == '"' || text[place.at] == '\\') {  // The usual case in JSON.
    *place.to++ = '\\';
    *place.to++ = text[place.at++];
    return;
  }
  const CodePoint next = first_code_point(text.substr(place.at));
  place.valid = next.length != 0;
  if (!place.valid) return;
  const bool escaped = next.value < 0x80 || is_deceptive(next.value);
  place.to = escaped ? write_escaped(next.value, place.to)
                     : write(place.to, text.substr(place.at, next.length));
  place.at += next.length;
}

/// Escapes a window, and the rest of a character that begins in it.
void write_window(std::string_view text, Place& place) {
  const std::size_t begin = place.at;
  for (std::uint64_t specials = specials_of(text.substr(begin)); specials != 0;
       specials &= specials - 1) {
    const std::size_t special = begin + static_cast<std::size_t>(std::countr_zero(specials));
    if (special < place.at) continue;  // Within a character already written.
    place.to = write_run(text.substr(place.at), special - place.at, place.to);
    place.at = special;
    write_special(text, place);
    if (!place.valid) return;
  }
  const std::size_t end = std::min(text.size(), begin + window_bytes);
  if (place.at >= end) return;
  place.to = write_run(text.substr(place.at), end - place.at, place.to);
  place.at = end;
}

/// Appends the contents; stops at invalid UTF-8 and returns how much of `text` it consumed.
std::size_t append_contents(std::string_view text, std::string& out) {
  Buffer buffer;  // Not cleared: only written bytes are read.
  Place place;
  while (place.valid && place.at < text.size()) {
    place.to = buffer.data();
    const std::size_t block_end = std::min(text.size(), place.at + block_bytes);
    while (place.valid && place.at < block_end) {
      place.at += escape_ascii(text.substr(place.at, block_end - place.at), place.to);
      if (place.at < block_end) write_window(text, place);
    }
    out.append(buffer.data(), place.to);
  }
  return place.at;
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

namespace {

/// Whether `text` begins with a surrogate encoded as three bytes.
bool begins_with_surrogate(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  return text.size() >= 3 && byte(0) == 0xED && byte(1) >= 0xA0 && byte(1) <= 0xBF &&
         (byte(2) & 0xC0U) == 0x80U;
}

void append_surrogate(std::string_view text, std::string& out) {
  const auto bits = [&](std::size_t i) { return static_cast<std::uint32_t>(text[i]) & 0x3FU; };
  std::array<char, 6> escape{};
  write_unit(0xD000U | bits(1) << 6U | bits(2), escape.data());
  out.append(escape.data(), escape.size());
}

/// Replaces invalid UTF-8 by U+FFFD; surrogates may be kept.
void append_string(std::string_view text, bool keeps_surrogates, std::string& out) {
  out += '"';
  while (!text.empty()) {
    text.remove_prefix(append_contents(text, out));
    if (text.empty()) break;
    const bool is_surrogate = keeps_surrogates && begins_with_surrogate(text);
    if (is_surrogate)
      append_surrogate(text, out);
    else
      out += "\xEF\xBF\xBD";
    text.remove_prefix(is_surrogate ? 3 : 1);
  }
  out += '"';
}

}  // namespace

void append_json_string_repaired(std::string_view text, std::string& out) {
  append_string(text, false, out);
}

void append_json_value_string(std::string_view text, std::string& out) {
  append_string(text, true, out);
}

}  // namespace streamctl
