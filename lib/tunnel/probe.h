// A probe: a signed request to the public address, which the listener answers if it arrives.
#pragma once

#include <optional>
#include <string>

#include "core/random.h"
#include "delivery/envelope.h"
#include "net/http_client/http_client.h"

namespace streamctl::tunnel {

struct Probe {
  std::string id;
  std::string signature;  ///< Empty if the listener has no secret.
  std::string token;      ///< Proves that the answer is the listener's.
  net::HttpRequest request;
};

/// A probe of `target`, with the header fields of a webhook, signed with its secret if it has one.
Probe make_probe(const delivery::Target& target, Random& random);

/// Why a probe did not show that its address leads to the listener.
struct ProbeFault {
  std::string why;   ///< "it answers with 404 Not Found".
  std::string hint;  ///< The next step.
  /// The address could not be asked from here: its name is unknown. Others may reach it.
  bool is_name_unknown = false;
  /// The listener was reached, and waiting will not help.
  bool is_final = false;
};

/// Nothing if the listener answered and the request arrived as it was sent. `local_url` is the
/// listener's own.
std::optional<ProbeFault> fault_of(const Probe& probe, const net::HttpOutcome& outcome,
                                   const std::string& local_url);

}  // namespace streamctl::tunnel
