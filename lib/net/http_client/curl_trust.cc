#include "net/http_client/curl_trust.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "core/file.h"

namespace streamctl::net {

namespace {

constexpr std::uint64_t file_bytes_max = 4ULL * 1024 * 1024;  // A whole system's bundle is 200 KiB.

}  // namespace

void TrustedCertificates::Free::operator()(X509* certificate) const {
  X509_free(certificate);
}

Result<std::shared_ptr<const TrustedCertificates>> TrustedCertificates::read(
    const std::string& path) {
  auto pem = read_file(path, file_bytes_max);
  if (!pem) return std::move(pem).error();
  const std::string& bytes = *pem;
  const std::unique_ptr<BIO, int (*)(BIO*)> source(
      BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())), BIO_free);
  auto read = std::make_shared<TrustedCertificates>();
  while (source != nullptr) {
    X509* certificate = PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr);
    if (certificate == nullptr) break;
    read->certificates_.emplace_back(certificate);
  }
  ERR_clear_error();  // OpenSSL reports the end of the file as an error, which would be blamed on
                      // TLS.
  if (read->certificates_.empty())
    return config_error("no certificate in " + path,
                        "a PEM file has lines that read -----BEGIN CERTIFICATE-----");
  return std::shared_ptr<const TrustedCertificates>(std::move(read));
}

bool TrustedCertificates::add_to(SSL_CTX* context) const {
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  // Duplicates are not added: many connections may share the store.
  return store != nullptr &&
         std::all_of(certificates_.begin(), certificates_.end(), [&](const auto& certificate) {
           return X509_STORE_add_cert(store, certificate.get()) == 1;
         });
}

}  // namespace streamctl::net
