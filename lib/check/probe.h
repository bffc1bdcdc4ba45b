// Makes deliveries, well-formed or corrupted, and posts them to the handler.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.h"
#include "delivery/attempt.h"
#include "delivery/envelope.h"
#include "net/http_client/http_client.h"

namespace streamctl::check {

/// The source of well-formed events.
struct Material {
  std::vector<std::string> types;  ///< Every type a webhook may deliver.
  /// A complete event of that type, as JSON; for a type not in the catalogue, only the members
  /// common to all events. All include the user's settings.
  std::function<std::string(std::string_view type)> example;
};

struct ProbeOptions {
  delivery::Target target;
  std::chrono::nanoseconds timeout =
      std::chrono::seconds{6};  ///< Per request: Stream's own limit for one attempt.
  std::stop_token stop;         ///< Ends every wait, as if no answer had arrived.
};

/// Whether the handler answered with a 2xx.
bool accepted(const net::HttpOutcome& outcome);
/// The outcome as a delivery attempt, to be explained.
delivery::Attempt attempt_of(net::HttpOutcome outcome);

/// Posts once per call and waits for the answer; never retries, since a retry would hide failures.
/// The timeout bounds every wait.
class Probe {
 public:
  Probe(ProbeOptions options, Material material, Random& random);

  [[nodiscard]] const delivery::Target& target() const { return options_.target; }
  [[nodiscard]] const std::vector<std::string>& types() const { return material_.types; }
  [[nodiscard]] std::string example(std::string_view type) const { return material_.example(type); }

  /// `body`, signed, as a delivery with a new webhook id.
  delivery::Envelope sealed(std::string body, bool gzip = false);
  /// The same delivery as attempt `number`.
  static delivery::Envelope as_attempt(delivery::Envelope envelope, int number);
  std::string signature_of(std::string_view body) { return signer_.sign(body); }

  net::HttpOutcome post(const delivery::Envelope& envelope);
  net::HttpOutcome send(std::string method, const delivery::Envelope& envelope);
  /// Posts all concurrently; the outcomes are in the order of `envelopes`.
  std::vector<net::HttpOutcome> post_together(const std::vector<delivery::Envelope>& envelopes);
  /// Posts over a new connection, under `trust`.
  net::HttpOutcome post_under(const net::Trust& trust, const delivery::Envelope& envelope);

  /// Whether the stop was requested: the latest outcome may be of a wait that it ended.
  [[nodiscard]] bool is_stopped() const { return options_.stop.stop_requested(); }

  /// The current number of consecutive requests without an answer: the handler may be gone.
  [[nodiscard]] int unanswered() const { return unanswered_; }

 private:
  [[nodiscard]] net::HttpRequest request(std::string method,
                                         const delivery::Envelope& envelope) const;
  void wait(net::HttpMulti& http);
  void note(const net::HttpOutcome& outcome);

  ProbeOptions options_;
  Material material_;
  Random& random_;
  delivery::Sealer sealer_;
  webhook::Signer signer_;
  net::HttpMulti http_;
  int unanswered_ = 0;
};

}  // namespace streamctl::check
