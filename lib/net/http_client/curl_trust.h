// Certificates a user trusts in addition to the system's.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <openssl/types.h>

#include "core/result.h"

namespace streamctl::net {

/// The certificates of one PEM file, read once and added to each TLS context.
class TrustedCertificates {
 public:
  /// Kind config: the file is unreadable, or contains no certificate.
  static Result<std::shared_ptr<const TrustedCertificates>> read(const std::string& path);

  /// Adds them to the store of `context`; returns false if OpenSSL rejects one.
  [[nodiscard]] bool add_to(SSL_CTX* context) const;

  [[nodiscard]] std::size_t count() const { return certificates_.size(); }

 private:
  struct Free {
    void operator()(X509* certificate) const;
  };
  std::vector<std::unique_ptr<X509, Free>> certificates_;
};

}  // namespace streamctl::net
