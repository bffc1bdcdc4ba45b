#include "net/tls/system_trust.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "net/http_client/curl_trust.h"

namespace streamctl::net {
namespace {

// Go's crypto/x509 (root_linux.go) looks in the same places.
constexpr std::array bundles{
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",                   // Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",                             // SUSE
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora from 42
    "/etc/ssl/cert.pem",                                  // Alpine, macOS
};
constexpr std::array folders{"/etc/ssl/certs", "/etc/pki/tls/certs"};

template <class Places>
std::string first_of(const Places& places, const std::function<bool(const std::string&)>& exists) {
  const auto found = std::find_if(places.begin(), places.end(), exists);
  return found == places.end() ? "" : *found;
}

}  // namespace

SystemTrust system_trust(const Environment& environment,
                         const std::function<bool(const std::string&)>& exists) {
  SystemTrust trust{value_in(environment, "SSL_CERT_FILE"), value_in(environment, "SSL_CERT_DIR"),
                    false};
  trust.is_named = !trust.file.empty() || !trust.directory.empty();
  if (!trust.is_named) trust.file = first_of(bundles, exists);
  // A folder beside a file would be read again for each connection.
  if (trust.file.empty() && !trust.is_named) trust.directory = first_of(folders, exists);
  return trust;
}

SystemTrust system_trust() {
  return system_trust(process_environment(), [](const std::string& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
  });
}

Result<std::size_t> certificates_in_file(const SystemTrust& trust) {
  auto read = TrustedCertificates::read(trust.file);
  if (!read) return std::move(read).error();
  return (*read)->count();
}

void trust_system(ssl_ctx_st* context) {
  const SystemTrust trust = system_trust();
  if (!trust.file.empty()) SSL_CTX_load_verify_file(context, trust.file.c_str());
  if (!trust.directory.empty()) SSL_CTX_load_verify_dir(context, trust.directory.c_str());
  ERR_clear_error();  // What cannot be read is not trusted.
}

}  // namespace streamctl::net
