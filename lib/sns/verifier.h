// Verifies that Amazon SNS signed a message, by the certificate that the message names.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "crypto/certificate.h"
#include "net/http_client/http_client.h"
#include "sns/message.h"

namespace streamctl::sns {

/// How many certificates are kept; then the oldest is dropped. A region signs with one at a time.
constexpr std::size_t certificates_max = 32;
/// How many messages may wait for certificates; further ones fail at once.
constexpr std::size_t waiting_max = 1000;

/// Fetches `url`, and calls `done` later, on the caller's thread. False where too much is being
/// fetched; then `done` is not called.
using Get =
    std::function<bool(const std::string& url, std::function<void(net::HttpOutcome&&)> done)>;

/// Holds where `why` is empty. Safe to print.
struct Verdict {
  std::string why;        ///< Which check failed.
  bool may_pass = false;  ///< The certificate could not be fetched: a retry may pass.
  [[nodiscard]] bool holds() const { return why.empty(); }
};

/// Fetches each certificate once. For one thread.
class Verifier {
 public:
  using Done = std::function<void(const Verdict&)>;

  /// `endpoint` as in is_of_sns().
  Verifier(std::string endpoint, const Clock& clock, Get get);

  /// Calls `done` once; before it returns where nothing needs to be fetched.
  void verify(const Message& message, Done done);

 private:
  struct Signed {
    std::string text;
    std::string signature;  ///< Its bytes.
    crypto::SignatureHash hash = crypto::SignatureHash::sha256;
  };
  using Waiting = std::vector<std::pair<Signed, Done>>;

  static Result<Signed> signed_part(const Message& message);
  [[nodiscard]] Verdict judge(const Signed& sealed,
                              const crypto::SigningCertificate& certificate) const;
  void fetched(const std::string& url, net::HttpOutcome&& outcome);
  const crypto::SigningCertificate& keep(const std::string& url,
                                         crypto::SigningCertificate&& certificate);

  std::string endpoint_;
  const Clock& clock_;
  Get get_;
  std::unordered_map<std::string, crypto::SigningCertificate> certificates_;  ///< By URL.
  std::deque<std::string> order_;                     ///< Of `certificates_`, oldest first.
  std::unordered_map<std::string, Waiting> waiting_;  ///< By the URL of the certificate.
  std::size_t waiting_count_ = 0;
};

}  // namespace streamctl::sns
