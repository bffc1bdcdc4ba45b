// The prober's hands: makes deliveries, well-formed or spoilt, and posts them to the handler.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.h"
#include "delivery/envelope.h"
#include "net/http_client/http_client.h"

namespace streamctl::check {

/// Where well-formed events come from.
struct Material {
  std::vector<std::string> types;  ///< Every type a webhook may bring.
  /// A complete event of that type, as JSON. Of a type of no catalogue, what every event has. All
  /// carry what the user set.
  std::function<std::string(std::string_view type)> example;
};

struct ProbeOptions {
  delivery::Target target;
  std::chrono::nanoseconds timeout =
      std::chrono::seconds{6};  ///< Of each request: what Stream allows one attempt.
  std::stop_token stop;         ///< Ends what is waited for, as if nothing had answered.
};

/// Posts once for each call and waits; nothing is retried, so that nothing is hidden. Every wait is
/// bounded by the timeout.
class Probe {
 public:
  Probe(ProbeOptions options, Material material, Random& random);

  [[nodiscard]] const delivery::Target& target() const { return options_.target; }
  [[nodiscard]] const std::vector<std::string>& types() const { return material_.types; }
  [[nodiscard]] std::string example(std::string_view type) const { return material_.example(type); }

  /// `body` signed and ready, under a webhook id of its own.
  delivery::Envelope sealed(std::string body, bool gzip = false);
  /// The same delivery as its attempt `number`.
  static delivery::Envelope as_attempt(delivery::Envelope envelope, int number);
  std::string signature_of(std::string_view body) { return signer_.sign(body); }

  net::HttpOutcome post(const delivery::Envelope& envelope);
  net::HttpOutcome send(std::string method, const delivery::Envelope& envelope);
  /// All at once; the outcomes are in the order of `envelopes`.
  std::vector<net::HttpOutcome> post_together(const std::vector<delivery::Envelope>& envelopes);
  /// Over a connection of its own, under `trust`.
  net::HttpOutcome post_under(const net::Trust& trust, const delivery::Envelope& envelope);

  /// Requests in a row that got no answer, until now: the handler may be gone.
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
