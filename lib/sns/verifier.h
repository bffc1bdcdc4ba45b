// Whether Amazon SNS signed a message, by the certificate that the message names.
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

/// So many certificates are kept, the oldest making room; a region signs with one at a time.
constexpr std::size_t certificates_max = 32;
/// Messages that may wait for certificates; more are told at once that there is none.
constexpr std::size_t waiting_max = 1000;

/// Asks for `url`; `done` comes later, on the caller's thread. False: not now.
using Get =
    std::function<bool(const std::string& url, std::function<void(net::HttpOutcome&&)> done)>;

/// Empty `why`: SNS signed it. The words are safe to print.
struct Verdict {
  std::string why;        ///< Which check failed.
  bool may_pass = false;  ///< It may be another the next time: the certificate could not be had.
  [[nodiscard]] bool holds() const { return why.empty(); }
};

/// Fetches each certificate once. All calls come on one thread.
class Verifier {
 public:
  using Done = std::function<void(const Verdict&)>;

  /// `endpoint` as in is_of_sns().
  Verifier(std::string endpoint, const Clock& clock, Get get);

  /// `done` is called once, at once where nothing needs to be fetched.
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
  std::unordered_map<std::string, crypto::SigningCertificate> certificates_;  ///< By their URLs.
  std::deque<std::string> order_;                     ///< Of `certificates_`, oldest first.
  std::unordered_map<std::string, Waiting> waiting_;  ///< By what they wait for.
  std::size_t waiting_count_ = 0;
};

}  // namespace streamctl::sns
