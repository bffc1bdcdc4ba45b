#include "crypto/certificate.h"

#include <chrono>
#include <ctime>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace streamctl::crypto {
namespace {

constexpr std::size_t pem_bytes_max = 1024 * 1024;
constexpr int key_bits_least = 2048;
constexpr int key_bits_most = 8192;  // Larger keys make every verification slower.

/// Keeps OpenSSL from prompting on the terminal for the password of an encrypted file.
int no_password(char* /*buffer*/, int /*size*/, int /*writes*/, void* /*unused*/) {
  return -1;
}

}  // namespace

void SigningCertificate::Free::operator()(x509_st* certificate) const {
  X509_free(certificate);
}

Result<SigningCertificate> SigningCertificate::read(std::string_view pem) {
  if (pem.size() > pem_bytes_max) return refused_error("too long for a certificate");
  const std::unique_ptr<BIO, int (*)(BIO*)> source(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  SigningCertificate read(PEM_read_bio_X509(source.get(), nullptr, no_password, nullptr));
  ERR_clear_error();  // Else the next TLS failure on this thread would report this error.
  if (!read.certificate_) return refused_error("not a certificate in PEM form");
  const EVP_PKEY* key = X509_get0_pubkey(read.certificate_.get());
  ERR_clear_error();
  if (key == nullptr || EVP_PKEY_is_a(key, "RSA") != 1)
    return refused_error("the key of the certificate is not an RSA key");
  const int bits = EVP_PKEY_get_bits(key);
  if (bits < key_bits_least || bits > key_bits_most)
    return refused_error("the key of the certificate has not 2048 to 8192 bits");
  return read;
}

bool SigningCertificate::is_valid_at(WallTime time) const {
  std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  // -1: not after the time; 1: after it; 0: the certificate's time is invalid.
  return X509_cmp_time(X509_get0_notBefore(certificate_.get()), &seconds) == -1 &&
         X509_cmp_time(X509_get0_notAfter(certificate_.get()), &seconds) == 1;
}

bool SigningCertificate::has_signed(std::string_view message, std::string_view signature,
                                    SignatureHash hash) const {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free);
  const EVP_MD* digest = hash == SignatureHash::sha1 ? EVP_sha1() : EVP_sha256();
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  EVP_PKEY* key = X509_get0_pubkey(certificate_.get());
  const bool holds = EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
                     EVP_DigestVerify(context.get(), bytes(signature), signature.size(),
                                      bytes(message), message.size()) == 1;
  ERR_clear_error();
  return holds;
}

}  // namespace streamctl::crypto
