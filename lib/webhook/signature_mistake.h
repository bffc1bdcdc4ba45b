// Diagnoses a wrong signature for the user; the delivery is rejected all the same.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/secret.h"
#include "crypto/other_key.h"

namespace streamctl::webhook {

/// A rejected delivery, and the keys that may have signed it.
struct RefusedSignature {
  std::string_view signature;  ///< The value of X-Signature.
  std::string_view sent;       ///< The bytes received; empty unless compressed.
  std::string_view plain;      ///< The uncompressed bytes.
  const Secret& secret;
  std::span<const crypto::OtherKey> others;
  std::uint64_t body_bytes_max;  ///< Limit for inflating.
  /// Tries every text under every key, which takes seconds for a body of megabytes.
  bool is_thorough = false;
};

/// Names in one line the text signed instead of the body (the compressed bytes, reserialised JSON,
/// the body with a newline more or less…), the wrong key or hash function, or the wrong encoding of
/// the right signature ("sha256=", upper case, base64…). Empty if none of these matches. Bounded:
/// bodies past 64 KiB (thorough: 8 MiB) get few attempts. If nothing matches in a thorough search
/// that left something out, the line says so.
std::string mistake_behind(const RefusedSignature& refused);

}  // namespace streamctl::webhook
