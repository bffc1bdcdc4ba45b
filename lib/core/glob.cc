#include "core/glob.h"

#include <cstddef>
#include <optional>

namespace streamctl {
namespace {

/// Whether one element of a pattern (not `*`) matches a byte, and the element's length.
struct GlobStep {
  bool matches = false;
  std::size_t length = 1;
};

/// A class such as [a-z_] at `pattern`'s front; nothing if it is unterminated, so that '[' is
/// literal.
std::optional<GlobStep> class_step(std::string_view pattern, char byte) {
  std::size_t at = 1;
  const bool negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (negated) ++at;
  bool found = false;
  for (bool first = true; at < pattern.size(); first = false) {
    if (pattern[at] == ']' && !first) return GlobStep{found != negated, at + 1};
    const char low = pattern[at];
    char high = low;
    if (at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']') {
      high = pattern[at + 2];
      at += 2;
    }
    found = found || (low <= byte && byte <= high);
    ++at;
  }
  return std::nullopt;
}

GlobStep step_at(std::string_view pattern, char byte) {
  if (pattern.front() == '?') return {true, 1};
  if (pattern.front() == '[') {
    if (const auto step = class_step(pattern, byte)) return *step;
  }
  if (pattern.front() == '\\' && pattern.size() > 1) return {pattern[1] == byte, 2};
  return {pattern.front() == byte, 1};
}

}  // namespace

bool glob_match(std::string_view pattern, std::string_view text) {
  // After a mismatch only the latest '*' can take one byte more: earlier ones need never be
  // reconsidered.
  std::size_t p = 0;
  std::size_t t = 0;
  std::optional<std::size_t> star;
  std::size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      star_text = t;
      continue;
    }
    const GlobStep step = p < pattern.size() ? step_at(pattern.substr(p), text[t]) : GlobStep{};
    if (step.matches) {
      p += step.length;
      ++t;
    } else if (star) {
      p = *star;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace streamctl
