// From the bytes of a delivery to a verdict: gunzip, then signature, then JSON, in Stream's order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret.h"
#include "crypto/other_key.h"
#include "webhook/peek.h"
#include "webhook/signature.h"

namespace streamctl::webhook {

/// What is wrong with a delivery. Source for the order: the official SDKs' verifyAndParseWebhook.
enum class Fault {
  unknown_encoding,   ///< Content-Encoding is neither gzip nor identity.
  bad_gzip,           ///< Starts with 1f 8b, and does not inflate.
  too_large,          ///< Inflates past the limit.
  missing_signature,  ///< No X-Signature.
  wrong_signature,    ///< Not the lower-case HMAC of the uncompressed bytes.
  not_an_event,       ///< Not a JSON object.
  // Of what a queue or Amazon SNS brings:
  foreign_message,     ///< JSON without a type: somebody else's.
  foreign_topic,       ///< Of a topic that nobody said to take events of.
  not_from_sns,        ///< Not proven to be of SNS.
  no_sns_certificate,  ///< Not proven yet: the certificate could not be had.
};
/// How many there are.
constexpr std::size_t faults_count = static_cast<std::size_t>(Fault::no_sns_certificate) + 1;

/// The fault in words a user acts on, one line: what failed and what to look at.
std::string_view explain(Fault fault);

struct Delivered {
  std::string body;  ///< The uncompressed bytes; what came, when they could not be uncompressed.
  bool compressed = false;  ///< It came as gzip.
  bool verified = false;    ///< The signature was checked, and is right.
  std::optional<Fault> fault;
  Peeked event;  ///< What could be read of it; empty after a fault before JSON.
  std::string
      note;  ///< More, where we can tell: "it signs the compressed bytes", "the event has no type".
};

struct VerifyOptions {
  std::uint64_t body_bytes_max = 5 * 1024 * 1024;
  bool check_signature = true;  ///< --no-verify.
  /// Keys to name where one of them signed in the secret's place.
  std::vector<crypto::OtherKey> others = {};
};

/// Verifies deliveries of one app. For one thread at a time; keeps its buffers from one to the
/// next.
class Verifier {
 public:
  Verifier(const Secret& secret, VerifyOptions options);

  /// `content_encoding` and `signature` are header values, null where the header is missing.
  Delivered verify(std::string body, const std::string* content_encoding,
                   const std::string* signature);

 private:
  Secret secret_;
  Signer signer_;
  VerifyOptions options_;
  EventPeeker peeker_;
};

}  // namespace streamctl::webhook
