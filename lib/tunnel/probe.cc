#include "tunnel/probe.h"

#include <memory>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/masking.h"
#include "core/text.h"
#include "listener/probes.h"
#include "net/gzip.h"
#include "net/status.h"

namespace streamctl::tunnel {
namespace {

constexpr std::chrono::seconds probe_timeout{10};
constexpr std::size_t answer_bytes_max = 4096;
constexpr std::size_t id_digits = 32;

std::string status_text(unsigned status) {
  const std::string_view reason = net::reason_of(status);
  return std::to_string(status) + (reason.empty() ? "" : " ") + std::string(reason);
}

/// The answer as JSON. A proxy may have compressed it, although we accept no coding.
Result<Json> answer_of(const net::HttpOutcome& outcome) {
  if (!net::is_gzip(outcome.body)) return parse_json(outcome.body);
  return parse_json(net::gunzip(outcome.body, answer_bytes_max).bytes);
}

ProbeFault unreachable(const net::HttpOutcome& outcome) {
  ProbeFault fault{"it cannot be reached: " + printable(outcome.error), ""};
  if (!outcome.proxy.empty()) {
    fault.hint = "the proxy " + printable(outcome.proxy) + " of the environment is in the way";
  } else if (outcome.error.find("resolve") != std::string::npos) {
    fault.is_name_unknown = true;
    fault.hint = "check the name; a new one may take a minute to be known";
  } else {
    fault.hint = "if others reach it and only this network does not, pass --no-public-check";
  }
  return fault;
}

ProbeFault refusal(const net::HttpOutcome& outcome, const std::string& local_url) {
  ProbeFault fault{"it answers with " + status_text(outcome.status), ""};
  const unsigned status = outcome.status;
  if (status / 100 == 3) {
    const std::string to = printable(masked_url(outcome.redirect));
    fault.why += to.empty() ? "" : ", to " + to;
    fault.hint = "Stream follows no redirects: give the address that it leads to";
  } else if (status == 401 || status == 403 || status == 407) {
    fault.hint = "something before it asks for a login: let POST requests pass without one";
  } else if (status == 421) {
    fault.hint = "another streamctl listens there: give each its own address";
  } else if (status >= 500) {
    fault.hint = "what answers there does not reach " + printable(local_url) + ": point it there";
  } else {
    fault.hint = "another server answers there: point it at " + printable(local_url);
  }
  return fault;
}

}  // namespace

Probe make_probe(const delivery::Target& target, Random& random) {
  Probe probe;
  probe.id = random.hex(id_digits);
  probe.token = random.hex(id_digits);
  delivery::Outgoing outgoing;
  outgoing.webhook_id = std::string(listener::probe_id_prefix) + probe.id;
  outgoing.body = std::make_shared<const std::string>(listener::probe_body(probe.id));
  if (target.secret.empty()) outgoing.signing = delivery::Signing::missing;
  delivery::Envelope envelope = delivery::Sealer(target).seal(outgoing);
  probe.signature = envelope.headers.value("X-Signature");
  probe.request.url = target.url;
  probe.request.headers = std::move(envelope.headers);
  probe.request.body = std::move(envelope.body);
  probe.request.timeout = probe_timeout;
  probe.request.connect_timeout = target.connect_timeout;
  probe.request.response_bytes_max = answer_bytes_max;
  probe.request.trust = target.trust;
  return probe;
}

std::optional<ProbeFault> fault_of(const Probe& probe, const net::HttpOutcome& outcome,
                                   const std::string& local_url) {
  if (outcome.kind != net::HttpOutcome::Kind::answered) return unreachable(outcome);
  if (!net::is_success(outcome.status)) return refusal(outcome, local_url);
  const auto answer = answer_of(outcome);
  const bool is_ours = answer && answer->is_object() && answer->contains("probe") &&
                       (*answer)["probe"] == probe.token && answer->contains("fault");
  if (!is_ours) {
    return ProbeFault{"it answers with " + status_text(outcome.status) + ", but not from here",
                      "another server answers there: point it at " + printable(local_url)};
  }
  const Json& fault = (*answer)["fault"];
  if (!fault.is_string()) return std::nullopt;
  return ProbeFault{"a request reaches this listener, but " + fault.get<std::string>(),
                    "see what is between Stream and this machine; --path sets the path served here",
                    false, true};
}

}  // namespace streamctl::tunnel
