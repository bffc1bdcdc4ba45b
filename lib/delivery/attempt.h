// One attempt to deliver an event, and how it ended.
#pragma once

#include <string>

#include "core/clock.h"
#include "delivery/policy.h"
#include "net/http_client/http_client.h"

namespace streamctl::delivery {

/// Texts that came from the network are unescaped: print them through printable().
struct Attempt {
  int number = 1;
  WallTime at;
  nanoseconds offset{};  ///< Since the delivery's first attempt began.
  nanoseconds duration{};
  Outcome outcome = Outcome::ok;
  unsigned status = 0;    ///< 0 without an answer.
  std::string error;      ///< Why there was no answer, in words of ours: "connection refused".
  std::string location;   ///< Where a redirect points, as an absolute URL; foreign text.
  std::string challenge;  ///< The WWW-Authenticate of the answer; foreign text.
  /// "HOST:PORT" of the proxy that carried it without TLS, and that may have answered itself.
  std::string proxy;
  std::string response_body;  ///< The beginning of the answer's body, where it was asked for.
  bool response_cut = false;  ///< The body was longer.
  bool operator==(const Attempt&) const = default;
};

/// Moves what came of an attempt's request into `attempt`: all but its number and its times of
/// beginning.
void conclude(Attempt& attempt, net::HttpOutcome&& outcome);

}  // namespace streamctl::delivery
