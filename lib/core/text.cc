#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utf8proc.h>

#include "core/slips.h"

namespace streamctl {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

template <std::size_t count>
bool within(const std::array<Range, count>& ranges, std::uint32_t value) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
    return range.first <= value && value <= range.last;
  });
}

/// Characters that can drive a terminal, reverse the direction of text, or be invisible.
constexpr std::array<Range, 12> deceptive{
    {{0x00, 0x1F},           // C0 controls
     {0x7F, 0x9F},           // DEL and the C1 controls
     {0xAD, 0xAD},           // soft hyphen
     {0x61C, 0x61C},         // Arabic letter mark
     {0x180E, 0x180E},       // Mongolian vowel separator
     {0x200B, 0x200F},       // zero-width characters and direction marks
     {0x2028, 0x202E},       // separators, embeddings and overrides
     {0x2060, 0x206F},       // invisible operators, isolates
     {0xFEFF, 0xFEFF},       // byte order mark
     {0xFFF9, 0xFFFB},       // interlinear annotation
     {0xE0000, 0xE007F},     // tags
     {0xF0000, 0x10FFFF}}};  // private-use planes

/// Columns of the character at the front of a text. A byte that is not UTF-8 takes one.
std::size_t columns_of(const CodePoint& first) {
  if (first.length == 0) return 1;
  // The usual case, in which utf8proc finds nothing else: no character before U+0300 is wide or
  // combining.
  if (first.value < 0x300) return first.value < 0x20 ? 0 : 1;
  return static_cast<std::size_t>(utf8proc_charwidth(static_cast<utf8proc_int32_t>(first.value)));
}

void append_hex(std::string& out, std::string_view prefix, std::uint32_t value, unsigned digits) {
  out += prefix;
  for (unsigned shift = digits * 4; shift > 0; shift -= 4)
    out += "0123456789abcdef"[value >> (shift - 4) & 15U];
}

void append_escaped(std::string& out, std::uint32_t value) {
  if (value == '\n') {
    out += "\\n";
  } else if (value == '\t') {
    out += "\\t";
  } else if (value == '\r') {
    out += "\\r";
  } else if (value > 0xFFFF) {
    append_hex(out, "\\u{", value, 6);
    out += '}';
  } else {
    append_hex(out, "\\u", value, 4);
  }
}

/// The most typing errors for which one word is suggested in place of another: 1 in short words, a
/// third of the letters in long ones.
std::size_t slips_max(std::size_t length) {
  return std::max<std::size_t>(1, length / 3);
}

std::string folded(std::string_view word) {
  std::string text = lower_ascii(word);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '_' || c == '-' || c == ':'; }, '.');
  return text;
}

}  // namespace

CodePoint first_code_point(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const auto continues = [&](std::size_t i) {
    return i < bytes.size() && (byte(i) & 0xC0U) == 0x80U;
  };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead >= 0xC2 && lead < 0xE0 && continues(1))
    return {(lead & 0x1FU) << 6U | (byte(1) & 0x3FU), 2};
  if (lead >= 0xE0 && lead < 0xF0 && continues(1) && continues(2)) {
    const std::uint32_t value = (lead & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
    const bool surrogate = value >= 0xD800 && value < 0xE000;
    if (value >= 0x800 && !surrogate) return {value, 3};
  }
  if (lead >= 0xF0 && lead < 0xF5 && continues(1) && continues(2) && continues(3)) {
    const std::uint32_t value = (lead & 0x07U) << 18U | (byte(1) & 0x3FU) << 12U |
                                (byte(2) & 0x3FU) << 6U | (byte(3) & 0x3FU);
    if (value >= 0x10000 && value < 0x110000) return {value, 4};
  }
  return {lead, 0};
}

bool is_alphanumeric(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9');
}

bool is_control(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value < 0x20 || value == 0x7f;
}

bool is_deceptive(std::uint32_t code_point) {
  return within(deceptive, code_point);
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    if (text.front() >= ' ' && text.front() <= '~') {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    const CodePoint next = first_code_point(text);
    if (next.length == 0) {
      append_hex(out, "\\x", next.value, 2);
    } else if (within(deceptive, next.value)) {
      append_escaped(out, next.value);
    } else {
      out += text.substr(0, next.length);
    }
    text.remove_prefix(std::max<std::size_t>(next.length, 1));
  }
  return out;
}

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t length = first_code_point(bytes).length;
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string_view cut_to_bytes(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  constexpr std::size_t continuations_max = 3;
  for (std::size_t back = 0; back <= std::min(continuations_max, bytes_max); ++back) {
    const std::size_t end = bytes_max - back;
    if ((static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U) return text.substr(0, end);
  }
  return text.substr(0, bytes_max);  // It is not UTF-8 here.
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    width += columns_of(next);
    text.remove_prefix(std::max<std::size_t>(next.length, 1));
  }
  return width;
}

std::string cut_to_width(std::string_view text, std::size_t columns) {
  if (text.size() <= columns || display_width(text) <= columns) return std::string(text);
  if (columns == 0) return "";
  std::size_t end = 0;
  std::size_t width = 0;
  while (end < text.size()) {
    const CodePoint next = first_code_point(text.substr(end));
    width += columns_of(next);
    if (width > columns - 1) break;
    end += std::max<std::size_t>(next.length, 1);
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string padded(std::string_view text, std::size_t columns) {
  const std::size_t width = display_width(text);
  return std::string(text) + std::string(width < columns ? columns - width : 0, ' ');
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  constexpr std::size_t word_length_max =
      128;  // The table is quadratic; nothing of ours is longer.
  if (word.empty() || word.size() > word_length_max) return std::nullopt;
  const std::string wanted = folded(word);
  std::size_t best = slips_max(wanted.size()) + 1;
  std::size_t missing = 0;  // Letters of the best that were not typed: fewer are better.
  std::optional<std::string> found;
  for (const std::string& candidate : candidates) {
    const std::string offered = folded(candidate);
    const bool unfinished = wanted.size() >= 3 && offered.starts_with(wanted);
    const std::size_t slips = unfinished ? 1 : slips_between(wanted, offered);
    const std::size_t more = offered.size() - std::min(offered.size(), wanted.size());
    if (slips < best || (slips == best && found && more < missing)) {
      best = slips;
      missing = more;
      found = candidate;
    }
  }
  return found;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string joined(std::span<const std::string> parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n\f\v";
  const auto start = text.find_first_not_of(blank);
  if (start == std::string_view::npos) return "";
  return text.substr(start, text.find_last_not_of(blank) - start + 1);
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool equals_ignoring_case(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  // From the end: the names of header fields often begin alike.
  for (std::size_t i = left.size(); i > 0; --i)
    if (lower(left[i - 1]) != lower(right[i - 1])) return false;
  return true;
}

bool ends_ignoring_case(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() &&
         equals_ignoring_case(text.substr(text.size() - ending.size()), ending);
}

}  // namespace streamctl
