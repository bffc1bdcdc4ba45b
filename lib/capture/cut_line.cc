#include "capture/cut_line.h"

#include <cstddef>

namespace streamctl::capture {
namespace {

constexpr std::string_view before_body = R"(},"body":")";  // The headers end, the body begins.
constexpr std::string_view after_body = R"("})";

/// Whether the string that begins at the opening quote of `text` extends to its end: ASCII, with a
/// backslash before each quote and nowhere else. Branchless, so that a compiler can vectorize it.
__attribute__((always_inline)) inline bool extends_to_end(std::string_view text) {
  unsigned char wrong = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const auto byte = static_cast<signed char>(text[i]);
    wrong |= static_cast<unsigned char>(byte < 0x20);  // Beyond ASCII it is negative.
    wrong |= static_cast<unsigned char>((byte == '"') != (text[i - 1] == '\\'));
  }
  return wrong == 0;
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) bool extends_to_end_avx2(std::string_view text) {
  return extends_to_end(text);
}

/// With the widest vectors that the machine has: most of the time of counting is spent here.
bool is_inside_string(std::string_view text) {
  return __builtin_cpu_supports("avx2") != 0 ? extends_to_end_avx2(text) : extends_to_end(text);
}

#else

bool is_inside_string(std::string_view text) {
  return extends_to_end(text);
}

#endif

}  // namespace

std::optional<CutLine> cut_at_body(std::string_view line) {
  const std::size_t found = line.find(before_body);
  if (found == std::string_view::npos || !line.ends_with(after_body)) return std::nullopt;
  const std::size_t begin = found + before_body.size();
  if (begin + after_body.size() > line.size()) return std::nullopt;
  const auto body = line.substr(begin, line.size() - after_body.size() - begin);
  if (body.ends_with('\\') || !is_inside_string(line.substr(begin - 1, body.size() + 1)))
    return std::nullopt;
  return CutLine{line.substr(0, begin), body};
}

}  // namespace streamctl::capture
