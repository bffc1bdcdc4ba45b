// An X.509 certificate whose RSA key signs messages.
#pragma once

#include <memory>
#include <string_view>

#include "core/clock.h"
#include "core/result.h"

struct x509_st;  // OpenSSL's X509.

namespace streamctl::crypto {

enum class SignatureHash { sha1, sha256 };

/// Verifies message signatures with the certificate's key. Does not validate the issuer: trust must
/// follow from where the certificate was obtained. Not thread-safe.
class SigningCertificate {
 public:
  /// Reads the first certificate in `pem`, which is untrusted. Kind refused: there is none, or its
  /// key is not RSA of 2048 to 8192 bits.
  static Result<SigningCertificate> read(std::string_view pem);

  /// Whether `time` lies within its validity.
  [[nodiscard]] bool is_valid_at(WallTime time) const;
  /// Whether `signature` is its key's RSASSA-PKCS1-v1_5 signature of `message` (RFC 8017 section
  /// 8.2), as in "SHA256withRSA".
  [[nodiscard]] bool has_signed(std::string_view message, std::string_view signature,
                                SignatureHash hash) const;

 private:
  struct Free {
    void operator()(x509_st* certificate) const;
  };
  explicit SigningCertificate(x509_st* certificate) : certificate_(certificate) {}

  std::unique_ptr<x509_st, Free> certificate_;
};

}  // namespace streamctl::crypto
