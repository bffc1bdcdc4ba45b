// The certificates that TLS trusts unless an option names others.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "core/environment.h"
#include "core/result.h"

struct ssl_ctx_st;

namespace streamctl::net {

/// Where they are: in a PEM file, in a folder with a file for each, or both. Both empty: nowhere.
struct SystemTrust {
  std::string file;
  std::string directory;
  bool is_named = false;  ///< By SSL_CERT_FILE or SSL_CERT_DIR, in place of the system's.
};

/// What SSL_CERT_FILE and SSL_CERT_DIR name; without either, the first bundle that `exists` of
/// those of Debian, Fedora, SUSE and Alpine. OpenSSL and libcurl each know only one of these.
SystemTrust system_trust(const Environment& environment,
                         const std::function<bool(const std::string&)>& exists);

/// That of this process.
SystemTrust system_trust();

/// The number of certificates in its file. Kind config: unreadable, or there are none.
Result<std::size_t> certificates_in_file(const SystemTrust& trust);

/// Makes `context` trust them.
void trust_system(ssl_ctx_st* context);

}  // namespace streamctl::net
