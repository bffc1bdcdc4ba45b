// Certificates a user trusts beside the system's.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <openssl/types.h>

#include "core/result.h"

namespace streamctl::net {

/// The certificates of one PEM file, read once and added to each TLS context we open.
class TrustedCertificates {
 public:
  /// Kind config: unreadable, or nothing in it is a certificate.
  static Result<std::shared_ptr<const TrustedCertificates>> read(const std::string& path);

  /// Adds them to the store of `context`; false when OpenSSL would not have it.
  [[nodiscard]] bool add_to(SSL_CTX* context) const;

 private:
  struct Free {
    void operator()(X509* certificate) const;
  };
  std::vector<std::unique_ptr<X509, Free>> certificates_;
};

}  // namespace streamctl::net
