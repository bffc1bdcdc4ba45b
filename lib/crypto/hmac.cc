#include "crypto/hmac.h"

#include <cstddef>
#include <new>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "core/encoding.h"

namespace streamctl::crypto {
namespace {

struct FreeMac {
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

struct HashNames {
  std::string_view shown;
  const char* openssl;
};

const HashNames& names_of(Hash hash) {
  constexpr static std::array<HashNames, 5> names{{{"MD5", "MD5"},
                                                   {"SHA-1", "SHA1"},
                                                   {"SHA-256", "SHA256"},
                                                   {"SHA-384", "SHA384"},
                                                   {"SHA-512", "SHA512"}}};
  return names.at(static_cast<std::size_t>(hash));
}

}  // namespace

struct HmacSha256::State {
  std::unique_ptr<EVP_MAC, FreeMac> mac;
  std::unique_ptr<EVP_MAC_CTX, FreeMac> context;
};

HmacSha256::HmacSha256(std::string_view key) : state_(std::make_unique<State>()) {
  state_->mac.reset(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  state_->context.reset(EVP_MAC_CTX_new(state_->mac.get()));
  std::string digest = "SHA256";
  const std::array<OSSL_PARAM, 2> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  // An empty key must still be a pointer: null means "keep the old key".
  const auto* bytes = reinterpret_cast<const unsigned char*>(key.empty() ? "" : key.data());
  // Only out of memory or with a broken OpenSSL; no caller could handle either.
  if (EVP_MAC_init(state_->context.get(), bytes, key.size(), parameters.data()) != 1)
    throw std::bad_alloc();
}

HmacSha256::HmacSha256(HmacSha256&&) noexcept = default;
HmacSha256& HmacSha256::operator=(HmacSha256&&) noexcept = default;
HmacSha256::~HmacSha256() = default;

Digest HmacSha256::of(std::string_view message) {
  Digest digest{};
  std::size_t length = 0;
  EVP_MAC_CTX* context = state_->context.get();
  // A null key reuses the keyed context: half the cost of keying it again.
  const bool made = EVP_MAC_init(context, nullptr, 0, nullptr) == 1 &&
                    EVP_MAC_update(context, reinterpret_cast<const unsigned char*>(message.data()),
                                   message.size()) == 1 &&
                    EVP_MAC_final(context, digest.data(), &length, digest.size()) == 1;
  if (!made || length != digest.size()) throw std::bad_alloc();
  return digest;
}

std::string HmacSha256::hex_of(std::string_view message) {
  return hex_text(of(message));
}

std::string_view name_of(Hash hash) {
  return names_of(hash).shown;
}

std::string hmac(Hash hash, std::string_view key, std::string_view message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::size_t length = 0;
  const char* bytes = key.empty() ? "" : key.data();  // Null would be no key at all.
  if (EVP_Q_mac(nullptr, "HMAC", nullptr, names_of(hash).openssl, nullptr, bytes, key.size(),
                reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                digest.data(), digest.size(), &length) == nullptr) {
    if (hash == Hash::md5) return "";
    throw std::bad_alloc();
  }
  return {digest.begin(), digest.begin() + static_cast<std::ptrdiff_t>(length)};
}

std::string digest_of(Hash hash, std::string_view message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::size_t length = 0;
  if (EVP_Q_digest(nullptr, names_of(hash).openssl, nullptr, message.data(), message.size(),
                   digest.data(), &length) != 1) {
    if (hash == Hash::md5) return "";
    throw std::bad_alloc();
  }
  return {digest.begin(), digest.begin() + static_cast<std::ptrdiff_t>(length)};
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace streamctl::crypto
