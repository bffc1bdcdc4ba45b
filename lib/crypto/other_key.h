// The keys that get into the place of the API secret: to say which one signed, where the secret did
// not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/secret.h"

namespace streamctl::crypto {

/// A key and its name as it stands behind "made with": "the API key, not the secret".
struct OtherKey {
  std::string name;
  Secret key;
  bool operator==(const OtherKey&) const = default;
};

/// What becomes of `secret` by slips: a newline or quotes around it, or none where it has some;
/// decoded from base64; empty, as an unset variable.
std::vector<OtherKey> slips_of(std::string_view secret);

/// What stands around a secret that was copied or read badly is taken off: white space, control
/// characters, a byte order mark, non-breaking and zero-width spaces, a pair of quotes.
std::string_view unwrapped(std::string_view secret);

}  // namespace streamctl::crypto
