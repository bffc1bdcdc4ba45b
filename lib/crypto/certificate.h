// An X.509 certificate whose RSA key signs messages.
#pragma once

#include <memory>
#include <string_view>

#include "core/clock.h"
#include "core/result.h"

struct x509_st;  // OpenSSL's X509.

namespace streamctl::crypto {

enum class SignatureHash { sha1, sha256 };

/// Says of messages whether the key of the certificate signed them. Who issued the certificate is
/// not looked at: that it may be trusted has to follow from where it was found. For one thread at a
/// time.
class SigningCertificate {
 public:
  /// The first certificate in `pem`, which are foreign bytes. Kind refused: there is none, or its
  /// key is not RSA of 2048 to 8192 bits.
  static Result<SigningCertificate> read(std::string_view pem);

  /// Whether `time` lies within its validity.
  [[nodiscard]] bool is_valid_at(WallTime time) const;
  /// Whether `signature` is what its key makes of `message` by RSASSA-PKCS1-v1_5 (RFC 8017 section
  /// 8.2): "SHA256withRSA".
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
