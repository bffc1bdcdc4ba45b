#include "delivery/attempt.h"

#include <utility>

#include "net/status.h"

namespace streamctl::delivery {
namespace {

Outcome outcome_of(const net::HttpOutcome& http) {
  switch (http.kind) {
    case net::HttpOutcome::Kind::answered:
      return net::is_success(http.status) ? Outcome::ok : Outcome::status;
    case net::HttpOutcome::Kind::timeout:
      return Outcome::timeout;
    case net::HttpOutcome::Kind::network:
      break;
  }
  return Outcome::network;
}

}  // namespace

void conclude(Attempt& attempt, net::HttpOutcome&& outcome) {
  attempt.outcome = outcome_of(outcome);
  attempt.duration = outcome.duration;
  attempt.status = outcome.kind == net::HttpOutcome::Kind::answered ? outcome.status : 0;
  attempt.error = std::move(outcome.error);
  attempt.location = std::move(outcome.redirect);
  attempt.challenge = std::move(outcome.challenge);
  attempt.proxy = std::move(outcome.proxy);
  // Where none of the body was asked for, the rest of it is not what was cut.
  attempt.response_cut = outcome.body_cut && !outcome.body.empty();
  attempt.response_body = std::move(outcome.body);
}

}  // namespace streamctl::delivery
