// HMAC-SHA256 and the comparison that goes with it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace streamctl::crypto {

using Digest = std::array<std::uint8_t, 32>;

/// HMAC-SHA256 (RFC 2104, FIPS 180-4) under one key, keyed once and used for many messages. Not
/// thread-safe.
class HmacSha256 {
 public:
  explicit HmacSha256(std::string_view key);
  HmacSha256(HmacSha256&&) noexcept;
  HmacSha256& operator=(HmacSha256&&) noexcept;
  HmacSha256(const HmacSha256&) = delete;
  HmacSha256& operator=(const HmacSha256&) = delete;
  ~HmacSha256();

  Digest of(std::string_view message);
  /// The digest as 64 lower-case hexadecimal digits.
  std::string hex_of(std::string_view message);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Hash functions of other schemes, to recognise signatures that are not Stream's.
enum class Hash { md5, sha1, sha256, sha384, sha512 };

/// "SHA-256".
std::string_view name_of(Hash hash);

/// The bytes of one HMAC; empty if this OpenSSL does not support MD5 (FIPS).
std::string hmac(Hash hash, std::string_view key, std::string_view message);

/// The bytes of the hash itself, without a key; empty as above.
std::string digest_of(Hash hash, std::string_view message);

/// Whether both are the same bytes, in a time that depends on their lengths alone.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace streamctl::crypto
