// Verifies a delivery in Stream's order: gunzip, then signature, then JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret.h"
#include "crypto/other_key.h"
#include "webhook/signature.h"
#include "webhook/type_and_call.h"

namespace streamctl::webhook {

/// The fault of a delivery. Source for the order: the official SDKs' verifyAndParseWebhook.
enum class Fault {
  unknown_encoding,   ///< Content-Encoding is neither gzip nor identity.
  bad_gzip,           ///< Starts with 1f 8b but does not inflate.
  too_large,          ///< Inflates past the limit.
  missing_signature,  ///< No X-Signature.
  wrong_signature,    ///< Not the lower-case HMAC of the uncompressed bytes.
  not_an_event,       ///< Not a JSON object.
  // Only for messages from a queue or Amazon SNS:
  foreign_message,     ///< JSON without a type: not Stream's.
  foreign_topic,       ///< From a topic that is not configured to be accepted.
  not_from_sns,        ///< Not proven to be from SNS.
  no_sns_certificate,  ///< Not verified yet: the certificate could not be fetched.
};
/// The number of faults.
constexpr std::size_t faults_count = static_cast<std::size_t>(Fault::no_sns_certificate) + 1;

/// A one-line message for the user: the failure and what to check.
std::string_view explain(Fault fault);

struct Delivered {
  std::string body;         ///< The uncompressed bytes, or the received ones if inflating failed.
  bool compressed = false;  ///< Received as gzip.
  bool verified = false;    ///< The signature was checked and matches.
  std::optional<Fault> fault;
  TypeAndCall event;  ///< The fields that could be read; empty after a fault before JSON.
  std::string
      note;  ///< Details, if known: "it signs the compressed bytes", "the event has no type".
};

struct VerifyOptions {
  std::uint64_t body_bytes_max = 5 * 1024 * 1024;
  bool check_signature = true;  ///< --no-verify.
  /// Keys to report if one of them signed instead of the secret.
  std::vector<crypto::OtherKey> others = {};
  bool explains_thoroughly = false;  ///< See RefusedSignature::is_thorough.
};

/// Verifies deliveries of one app. Not thread-safe; reuses its buffers between deliveries.
class Verifier {
 public:
  Verifier(const Secret& secret, VerifyOptions options);

  /// `content_encoding` and `signature` are header values, null if the header is missing.
  Delivered verify(std::string body, const std::string* content_encoding,
                   const std::string* signature);

 private:
  Secret secret_;
  Signer signer_;
  VerifyOptions options_;
  TypeAndCallReader type_reader_;
};

}  // namespace streamctl::webhook
