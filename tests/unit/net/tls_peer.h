// A TLS server for tests, and certificates generated for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include <openssl/types.h>

#include "core/file.h"

namespace streamctl::testing {

/// A temporary directory, removed by the destructor.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

struct FreeOpenSsl {
  void operator()(X509* certificate) const;
  void operator()(EVP_PKEY* key) const;
  void operator()(SSL_CTX* context) const;
};

struct Certificate {
  std::unique_ptr<X509, FreeOpenSsl> certificate;
  std::unique_ptr<EVP_PKEY, FreeOpenSsl> key;
  [[nodiscard]] std::string pem() const;
};

/// A private certificate authority.
Certificate make_authority();
/// For the server names of `names` ("IP:127.0.0.1", "DNS:other.test"), until `expires` from now.
Certificate make_certificate(const Certificate& authority, const std::string& names,
                             std::chrono::seconds expires = std::chrono::hours{1});

/// Answers 200 to every TLS request, one connection at a time.
class TlsPeer {
 public:
  explicit TlsPeer(const Certificate& certificate);
  TlsPeer(const TlsPeer&) = delete;
  TlsPeer& operator=(const TlsPeer&) = delete;
  ~TlsPeer();
  [[nodiscard]] std::string url() const;

 private:
  void serve(int socket);

  std::unique_ptr<SSL_CTX, FreeOpenSsl> context_;
  FileDescriptor listening_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace streamctl::testing
