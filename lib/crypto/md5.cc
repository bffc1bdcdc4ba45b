#include "crypto/md5.h"

#include <array>
#include <cstdint>
#include <span>

#include <openssl/evp.h>

#include "core/encoding.h"

namespace streamctl::crypto {

std::optional<std::string> md5_hex(std::string_view text) {
  static const EVP_MD* const md5 = EVP_MD_fetch(nullptr, "MD5", nullptr);  // Once: it takes locks.
  if (md5 == nullptr) return std::nullopt;
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, md5, nullptr) != 1)
    return std::nullopt;
  return hex_text(std::span(digest).first(size));
}

}  // namespace streamctl::crypto
