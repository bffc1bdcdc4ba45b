#include "capture/line_values.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace streamctl::capture {
namespace {

/// White space, commas, the record separator of RFC 7464 (`jq --seq`), and NUL.
constexpr std::string_view between{" \t\r\n\v\f,\x1e\0", 9};

/// Unicode's line and paragraph separators, next line, no-break and zero-width space, in UTF-8.
constexpr std::array<std::string_view, 5> wide_between{"\xE2\x80\xA8", "\xE2\x80\xA9", "\xC2\x85",
                                                       "\xC2\xA0", "\xE2\x80\x8B"};

/// `text` without what may stand before a value.
std::string_view behind_separators(std::string_view text) {
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(between), text.size()));
    const auto* wide = std::find_if(wide_between.begin(), wide_between.end(),
                                    [&](std::string_view one) { return text.starts_with(one); });
    if (wide == wide_between.end()) return text;
    text.remove_prefix(wide->size());
  }
}

/// The length of the object or array at the front of `text`; 0 if it is unterminated.
std::size_t length_of_value(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;  // The escaped character never ends the string.
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth == 0) return i + 1;
    }
  }
  return 0;
}

}  // namespace

std::vector<std::string_view> values_in(std::string_view text) {
  const std::string_view whole = text;
  std::vector<std::string_view> values;
  std::size_t open_arrays = 0;
  while (true) {
    text = behind_separators(text);
    if (text.empty()) break;
    if (text.front() == '[') {
      ++open_arrays;
      text.remove_prefix(1);
    } else if (text.front() == ']' && open_arrays > 0) {
      --open_arrays;
      text.remove_prefix(1);
    } else {
      const std::size_t length = text.front() == '{' ? length_of_value(text) : 0;
      if (length == 0) return {};
      values.push_back(text.substr(0, length));
      text.remove_prefix(length);
    }
  }
  if (open_arrays > 0 || (values.size() == 1 && values.front() == whole)) return {};
  return values;
}

}  // namespace streamctl::capture
