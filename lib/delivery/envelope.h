// An event made ready to post: Stream's header fields around it, its signature, compressed or not.
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

/// Where deliveries go, and as whom.
struct Target {
  std::string url;
  std::string api_key;  ///< Empty: webhook::stand_in_api_key.
  Secret secret;
  net::Headers headers;  ///< The user's own, added to (and over) ours.
  net::Trust trust;
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
};

/// What is done to the signature, to see whether a handler minds.
enum class Signing {
  valid,
  missing,   ///< No X-Signature.
  wrong,     ///< Well-formed, but made with another secret.
  tampered,  ///< Of the event as it was; `"tampered":true` was put into it afterwards.
};

/// One event on its way.
struct Outgoing {
  std::string webhook_id;
  std::string type;
  std::string call_cid;
  std::shared_ptr<const std::string> body;  ///< The uncompressed JSON: what is signed.
  bool gzip = false;  ///< Sent compressed, as Stream does when the app's flag is on.
  Signing signing = Signing::valid;
  std::uint64_t tag = 0;  ///< Whatever the caller wants to find again in Delivery::tag.
  /// Instead of ours: the exact header fields and bytes to send (replay --verbatim).
  std::optional<net::Headers> verbatim;
  std::shared_ptr<const std::string> verbatim_body;
};

struct Envelope {
  net::Headers headers;
  std::shared_ptr<const std::string> body;  ///< As it goes over the wire.
};

/// Bodies shorter than this go uncompressed even where compression is on, as Stream's do.
constexpr std::size_t gzip_bytes_least = 256;

/// Seals events for one target. For one thread at a time.
class Sealer {
 public:
  explicit Sealer(const Target& target);

  /// The first attempt of `outgoing`.
  Envelope seal(const Outgoing& outgoing);
  /// Makes `envelope` of `outgoing` its attempt `number`.
  void number(Envelope& envelope, const Outgoing& outgoing, int number) const;

 private:
  net::Headers ours_;  ///< The fields every delivery has.
  net::Headers users_;
  webhook::Signer signer_;
  webhook::Signer other_signer_;  ///< Of Signing::wrong.
  net::Gzipper gzipper_;
};

}  // namespace streamctl::delivery
