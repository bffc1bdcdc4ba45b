// MD5, where a protocol sums its texts by it. It guards against nobody.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace streamctl::crypto {

/// As 32 lower-case hexadecimal digits; nothing where this OpenSSL does no MD5 (FIPS).
std::optional<std::string> md5_hex(std::string_view text);

}  // namespace streamctl::crypto
