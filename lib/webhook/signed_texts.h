// The texts that people sign instead of a body.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace streamctl::webhook {

/// How much work a search may do, in bytes that are hashed. Searches that follow each other share
/// it.
struct SearchBudget {
  std::uint64_t bytes_left = 1024ULL * 1024 * 1024;
  bool is_cut = false;  ///< Some texts were left out.

  /// Whether `bytes` may be hashed; if not, nothing else may.
  bool takes(std::uint64_t bytes) {
    const bool is_enough = bytes <= bytes_left;
    bytes_left = is_enough ? bytes_left - bytes : 0;
    is_cut = is_cut || !is_enough;
    return is_enough;
  }
};

/// A body, and how many texts may be made of it.
struct SignedBody {
  std::string_view sent;             ///< The bytes received; empty unless compressed.
  std::string_view plain;            ///< The uncompressed bytes.
  std::uint64_t body_bytes_max = 0;  ///< Limit for inflating.
  bool is_thorough = false;          ///< Every text; otherwise those that cost little.
  std::size_t keys = 1;              ///< How often each text is hashed.
};

/// Calls `is_it` with each text until it returns true. The result is the mistake that this text is:
/// "it signs the compressed bytes; sign the JSON before compressing it"; empty if it is none.
/// Bodies past 64 KiB (thorough: 8 MiB) get few attempts. A text of more than four times the body
/// and 64 KiB is left out, as are all texts past the budget.
std::string find_signed_text(const SignedBody& body, SearchBudget& budget,
                             const std::function<bool(std::string_view text)>& is_it);

}  // namespace streamctl::webhook
