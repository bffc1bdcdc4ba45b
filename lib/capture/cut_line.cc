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

/// See is_flat(). Branchless too.
__attribute__((always_inline)) inline bool has_flat_bytes(std::string_view text) {
  unsigned char wrong = 0;
  unsigned char quotes = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const auto behind = static_cast<unsigned char>((byte | 0x20) - '{');
    wrong |= static_cast<unsigned char>(byte - 0x20) >= 0x60;
    wrong |= static_cast<unsigned char>(behind <= 2);  // One of [\]{|}
    quotes ^= static_cast<unsigned char>(byte == '"');
  }
  return wrong == 0 && quotes == 0;
}

#if defined(__x86_64__)

// With wider vectors, on machines that have them: much of the time of counting is spent here.
__attribute__((target("avx2"))) bool extends_to_end_avx2(std::string_view text) {
  return extends_to_end(text);
}

__attribute__((target("avx2"))) bool has_flat_bytes_avx2(std::string_view text) {
  return has_flat_bytes(text);
}

#endif

bool is_inside_string(std::string_view text) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") != 0) return extends_to_end_avx2(text);
#endif
  return extends_to_end(text);
}

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

bool is_flat(std::string_view text) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") != 0) return has_flat_bytes_avx2(text);
#endif
  return has_flat_bytes(text);
}

}  // namespace streamctl::capture
