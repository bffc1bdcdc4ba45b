// Parses a signature in any encoding: to recognise it, never to accept it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace streamctl::webhook {

struct SignatureForm {
  std::string digest;  ///< The bytes of the hash.
  std::string oddity;  ///< How it differs from bare lower-case hexadecimal: "the prefix 'sha256='";
                       ///< empty if it does not.
};

/// Reads hexadecimal of either case, base64 and base64url, with or without a prefix, quotes, white
/// space and words around it, also percent-encoded, of a digest of 16 (MD5), 20 (SHA-1), 32, 48 or
/// 64 bytes. Nothing if none is found, or `text` is longer than any signature.
std::optional<SignatureForm> read_signature(std::string_view text);

}  // namespace streamctl::webhook
