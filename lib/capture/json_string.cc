#include "capture/json_string.h"

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

/// Gathers short pieces, so that the string behind it grows in few steps.
class Pieces {
 public:
  explicit Pieces(std::string& out) : out_(out) {}
  ~Pieces() { flush(); }
  Pieces(const Pieces&) = delete;
  Pieces& operator=(const Pieces&) = delete;

  /// Takes `count` of the 8 bytes at `from`.
  void take_of_8(const char* from, std::size_t count) {
    if (used_ + 8 > buffer_.size()) flush();
    std::memcpy(buffer_.data() + used_, from, 8);
    used_ += count;
  }
  void take(std::string_view bytes) {  // At most 12: a pair of escapes.
    if (used_ + bytes.size() > buffer_.size()) flush();
    std::memcpy(buffer_.data() + used_, bytes.data(), bytes.size());
    used_ += bytes.size();
  }

 private:
  void flush() {
    out_.append(buffer_.data(), used_);
    used_ = 0;
  }

  std::string& out_;
  std::array<char, 2048> buffer_;  // Not cleared: only what was written is read.
  std::size_t used_ = 0;
};

void append_unit(std::uint32_t unit, Pieces& out) {
  constexpr std::string_view digits = "0123456789abcdef";
  const std::array<char, 6> text{'\\',
                                 'u',
                                 digits[unit >> 12U & 15U],
                                 digits[unit >> 8U & 15U],
                                 digits[unit >> 4U & 15U],
                                 digits[unit & 15U]};
  out.take({text.data(), text.size()});
}

void append_escaped(std::uint32_t code_point, Pieces& out) {
  switch (code_point) {
    case '"':
      out.take("\\\"");
      return;
    case '\\':
      out.take("\\\\");
      return;
    case '\n':
      out.take("\\n");
      return;
    case '\r':
      out.take("\\r");
      return;
    case '\t':
      out.take("\\t");
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
  Pieces pieces(out);
  std::size_t at = 0;
  while (at != text.size()) {
    if (text.size() - at >= 8) {
      const std::size_t plain = plain_of_8(text.data() + at);
      pieces.take_of_8(text.data() + at, plain);
      at += plain;
      if (plain == 8) continue;
    }
    if (is_plain(text[at])) {  // Among the last 7.
      pieces.take(text.substr(at++, 1));
      continue;
    }
    const CodePoint next = first_code_point(text.substr(at));
    if (next.length == 0) break;
    if (next.value < 0x80 || is_deceptive(next.value)) {
      append_escaped(next.value, pieces);
    } else {
      pieces.take(text.substr(at, next.length));
    }
    at += next.length;
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
