// MD5 for protocols that use it as a checksum. Not for security.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace streamctl::crypto {

/// As 32 lower-case hexadecimal digits; nothing if this OpenSSL does not support MD5 (FIPS).
std::optional<std::string> md5_hex(std::string_view text);

}  // namespace streamctl::crypto
