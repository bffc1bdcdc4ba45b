// The signature of a webhook, as Stream makes it.
#pragma once

#include <string>
#include <string_view>

#include "core/secret.h"
#include "crypto/hmac.h"

namespace streamctl::webhook {

/// Signs with one API secret. The signature is the lower-case hexadecimal HMAC-SHA256 of the
/// uncompressed JSON bytes under the secret's UTF-8 bytes: 64 characters, no prefix, no time stamp.
/// Source: Stream docs, "Webhooks"; the official SDKs' verifyWebhook. Not thread-safe.
class Signer {
 public:
  explicit Signer(const Secret& secret) : hmac_(secret.reveal()) {}

  std::string sign(std::string_view body) { return hmac_.hex_of(body); }
  /// Compares exact bytes in constant time: rejects upper-case hexadecimal, as every SDK does.
  bool matches(std::string_view body, std::string_view signature) {
    return crypto::equal_in_constant_time(sign(body), signature);
  }

 private:
  crypto::HmacSha256 hmac_;
};

}  // namespace streamctl::webhook
