#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cwchar>

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

/// What can drive a terminal, turn text around, or hide.
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

/// East Asian Wide and Fullwidth, and emoji shown as pictures (Unicode 15, EastAsianWidth.txt, in
/// coarse ranges).
constexpr std::array<Range, 21> wide{
    {{0x1100, 0x115F},  {0x231A, 0x231B}, {0x2329, 0x232A}, {0x23E9, 0x23EC}, {0x23F0, 0x23F0},
     {0x25FD, 0x25FE},  {0x2614, 0x2615}, {0x2648, 0x2653}, {0x26A1, 0x26A1}, {0x2705, 0x2705},
     {0x274C, 0x274C},  {0x2795, 0x2797}, {0x2E80, 0x303E}, {0x3041, 0xA4CF}, {0xA960, 0xA97C},
     {0xAC00, 0xD7A3},  {0xF900, 0xFAFF}, {0xFE30, 0xFE6F}, {0xFF01, 0xFF60}, {0xFFE0, 0xFFE6},
     {0x1F300, 0x3FFFD}}};

/// Marks that add to the character before them.
constexpr std::array<Range, 22> combining{
    {{0x300, 0x36F},   {0x483, 0x489},    {0x591, 0x5BD},   {0x610, 0x61A},   {0x64B, 0x65F},
     {0x6D6, 0x6DC},   {0x900, 0x902},    {0x93C, 0x93C},   {0x941, 0x948},   {0x94D, 0x94D},
     {0xE31, 0xE31},   {0xE34, 0xE3A},    {0xE47, 0xE4E},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
     {0x200B, 0x200F}, {0x20D0, 0x20FF},  {0x302A, 0x302D}, {0x3099, 0x309A}, {0xFE00, 0xFE0F},
     {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF}}};

std::size_t columns_of(std::uint32_t code_point) {
  if (code_point < 0x300) return code_point < 0x20 ? 0 : 1;
  if (within(combining, code_point)) return 0;
  return within(wide, code_point) ? 2 : 1;
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

/// Beyond this a word is not a slip of another: 1 slip in short words, a third of the letters in
/// long ones.
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

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    width += columns_of(next.value);
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
    width += columns_of(next.value);
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
  std::optional<std::string> found;
  for (const std::string& candidate : candidates) {
    const std::string offered = folded(candidate);
    const bool unfinished = wanted.size() >= 3 && offered.starts_with(wanted);
    const std::size_t slips = unfinished ? 1 : slips_between(wanted, offered);
    if (slips < best) {
      best = slips;
      found = candidate;
    }
  }
  return found;
}

std::size_t slips_between(std::string_view left, std::string_view right) {
  std::vector<std::vector<std::size_t>> table(left.size() + 1,
                                              std::vector<std::size_t>(right.size() + 1));
  for (std::size_t i = 0; i <= left.size(); ++i)
    table[i][0] = i;
  for (std::size_t j = 0; j <= right.size(); ++j)
    table[0][j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t changed = left[i - 1] == right[j - 1] ? 0 : 1;
      table[i][j] =
          std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + changed});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
        table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
      }
    }
  }
  return table[left.size()][right.size()];
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
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace streamctl
