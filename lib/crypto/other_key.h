// Keys commonly used in place of the API secret, to report which one signed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/secret.h"

namespace streamctl::crypto {

/// A key and its name, as it follows "made with": "the API key, not the secret".
struct OtherKey {
  std::string name;
  Secret key;
  bool operator==(const OtherKey&) const = default;
};

/// Common corruptions of `secret`: a newline or quotes added or removed; decoded from base64, or
/// encoded in it; empty, as from an unset variable.
std::vector<OtherKey> slips_of(std::string_view secret);

/// Strips copy-and-paste residue around a secret: white space, control characters, a byte order
/// mark, non-breaking and zero-width spaces, a pair of quotes.
std::string_view unwrapped(std::string_view secret);

}  // namespace streamctl::crypto
