// The HTTP request of an event: Stream's header fields, the signature, the body compressed or not.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/secret.h"
#include "net/gzip.h"
#include "net/http_client/http_client.h"
#include "webhook/signature.h"

namespace streamctl::delivery {

/// Target URL and signing identity.
struct Target {
  std::string url;
  std::string api_key;  ///< Empty: webhook::stand_in_api_key.
  Secret secret;
  net::Headers headers;  ///< The user's; they replace ours of the same name.
  net::Trust trust;
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
};

/// How the signature is spoilt, to test a handler.
enum class Signing {
  valid,
  missing,   ///< No X-Signature.
  wrong,     ///< Well-formed, but made with another secret.
  tampered,  ///< `"tampered":true` is added to the event after signing.
};

/// An event to deliver.
struct Outgoing {
  std::string webhook_id;
  std::string type;
  std::string call_cid;
  std::shared_ptr<const std::string> body;  ///< The uncompressed JSON, which is signed.
  bool gzip = false;  ///< Send it compressed, as Stream does if the app asks for it.
  Signing signing = Signing::valid;
  std::uint64_t tag = 0;  ///< Copied to Delivery::tag, for the caller.
  /// The exact header fields, below the user's, and bytes to send instead of ours (replay
  /// --verbatim).
  std::optional<net::Headers> verbatim;
  std::shared_ptr<const std::string> verbatim_body;
};

struct Envelope {
  net::Headers headers;
  std::shared_ptr<const std::string> body;  ///< As sent.
};

/// Shorter bodies are never compressed; nor are Stream's.
constexpr std::size_t gzip_bytes_least = 256;

/// Builds the requests for one target. Not thread-safe.
class Sealer {
 public:
  explicit Sealer(const Target& target);

  /// The request of the first attempt, in the memory of `old`, which is any other.
  Envelope seal(const Outgoing& outgoing, Envelope old = {});
  /// Turns `envelope` into the request of attempt `number`.
  void number(Envelope& envelope, const Outgoing& outgoing, int number) const;

 private:
  net::Headers ours_;  ///< The fields every delivery has; the webhook id is empty.
  net::Headers users_;
  webhook::Signer signer_;
  webhook::Signer other_signer_;  ///< For Signing::wrong.
  net::Gzipper gzipper_;
};

}  // namespace streamctl::delivery
