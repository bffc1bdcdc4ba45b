// The texts that people sign instead of a body.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace streamctl::webhook {

/// A body, and how many texts may be made of it.
struct SignedBody {
  std::string_view sent;             ///< The bytes received; empty unless compressed.
  std::string_view plain;            ///< The uncompressed bytes.
  std::uint64_t body_bytes_max = 0;  ///< Limit for inflating.
  bool is_thorough = false;          ///< Every text; otherwise those that cost little.
};

/// Calls `is_it` with each text until it returns true. The result is the mistake that this text is:
/// "it signs the compressed bytes; sign the JSON before compressing it"; empty if it is none.
/// Bodies past 64 KiB (thorough: 8 MiB) get few attempts.
std::string find_signed_text(const SignedBody& body,
                             const std::function<bool(std::string_view text)>& is_it);

}  // namespace streamctl::webhook
