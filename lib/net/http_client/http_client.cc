#include "net/http_client/http_client.h"

#include <utility>

#include "net/http_client/curl_transfer.h"
#include "net/http_client/curl_trust.h"

namespace streamctl::net {

Result<void> check_trust(const Trust& trust) {
  if (trust.ca_certificate.empty()) return {};
  auto read = TrustedCertificates::read(trust.ca_certificate);
  if (!read) return std::move(read).error();
  return {};
}

HttpOutcome fetch(const HttpRequest& request) {
  std::shared_ptr<const TrustedCertificates> trusted;
  if (!request.trust.ca_certificate.empty()) {
    auto read = TrustedCertificates::read(request.trust.ca_certificate);
    if (!read) return {.error = std::move(read).error().what};
    trusted = *std::move(read);
  }
  CurlTransfer transfer;
  transfer.prepare(request, std::move(trusted));
  if (transfer.handle() == nullptr) return transfer.finish(CURLE_OUT_OF_MEMORY);
  return transfer.finish(curl_easy_perform(transfer.handle()));
}

}  // namespace streamctl::net
