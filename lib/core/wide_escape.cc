#include "core/wide_escape.h"

#ifdef __x86_64__
#include <algorithm>
#include <bit>
#include <cstdint>
#include <immintrin.h>
#endif

namespace streamctl {

#ifdef __x86_64__
namespace {

__attribute__((target("avx512bw,avx512vl,avx512vbmi2,bmi2"))) std::size_t escape_by_expanding(
    std::string_view text, char*& to) {
  constexpr std::size_t piece_bytes = 32;
  const __m512i backslashes = _mm512_set1_epi8('\\');
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t count = std::min(text.size() - at, piece_bytes);
    const __mmask32 all = _bzhi_u32(~0U, static_cast<unsigned>(count));
    const __m256i bytes = _mm256_maskz_loadu_epi8(all, text.data() + at);
    // Signed: bytes of other characters than ASCII are negative.
    const __mmask32 printable = _mm256_cmpge_epi8_mask(bytes, _mm256_set1_epi8(' ')) &
                                _mm256_cmpneq_epi8_mask(bytes, _mm256_set1_epi8(0x7F));
    if (printable != all) break;
    const __mmask32 escaped = _mm256_cmpeq_epi8_mask(bytes, _mm256_set1_epi8('"')) |
                              _mm256_cmpeq_epi8_mask(bytes, _mm256_set1_epi8('\\'));
    // Two places for each byte, that of a backslash and its own; the places in use move together.
    constexpr std::uint64_t own = 0xAAAAAAAAAAAAAAAA;
    const std::uint64_t used = own | _pdep_u64(escaped, ~own);
    const __m512i written =
        _mm512_mask_expand_epi8(backslashes, _pext_u64(own, used), _mm512_castsi256_si512(bytes));
    _mm512_storeu_epi8(to, written);
    to += count + static_cast<std::size_t>(std::popcount(escaped));
    at += count;
  }
  return at;
}

bool can_expand() {
  return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2");
}

}  // namespace

std::size_t escape_ascii(std::string_view text, char*& to) {
  static const bool is_wide = can_expand();
  return is_wide ? escape_by_expanding(text, to) : 0;
}
#else
std::size_t escape_ascii(std::string_view, char*&) {
  return 0;
}
#endif

}  // namespace streamctl
