// The API without its connections: a request in, an answer and events out.
#pragma once

#include <chrono>
#include <string>

#include "emulator/state/event.h"
#include "emulator/state/rate_limits.h"
#include "emulator/state/request_target.h"
#include "emulator/state/state.h"

namespace streamctl::emulator {

struct ApiRequest {
  std::string method;
  RequestTarget target;
  std::string authorization;
  std::string body;
  bool is_anonymous = false;  ///< Sent with "stream-auth-type: anonymous".
  std::string cross_origin =
      {};  ///< See why_cross_origin(); empty if no other site's page sent it.
  std::string content_type = {};
};

struct ApiAnswer {
  unsigned status = 200;
  std::string body;       ///< JSON.
  std::string error;      ///< The message in `body` if the request was refused.
  std::string operation;  ///< "GetCall"; empty if there is no such route.
  std::string user_id;    ///< The caller; empty for a server.
  RateLimit limit;
  std::chrono::nanoseconds duration{};
  std::chrono::milliseconds latency{};  ///< Before it is sent; see InjectedFailure.
};

struct Applied {
  ApiAnswer answer;
  Outcome outcome;
};

/// Finds the operation of a request, checks the caller and runs it.
Applied apply(State& state, const ApiRequest& request);

/// Handles a deadline of an earlier outcome.
Outcome handle_deadline(State& state, const Deadline& deadline);

/// Call it once the events of an outcome are sent: ends the watching of deleted calls.
void settle(State& state, const Outcome& outcome);

}  // namespace streamctl::emulator
