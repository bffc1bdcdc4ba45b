#include "check/refusal.h"

#include <array>
#include <string_view>
#include <utility>

#include "check/probe.h"
#include "core/text.h"
#include "delivery/explanation.h"

namespace streamctl::check {
namespace {

using net::HttpOutcome;

/// A status by which handlers refuse a signature that they find wrong.
struct SignatureStatus {
  unsigned status;
  std::string_view also;
};
constexpr std::array<SignatureStatus, 3> signature_statuses{{
    {400,
     "If so, its log says what it misses: the raw body, a header field, or its own data in the "
     "event (--call, --set, --data)."},
    {401, "If so, let it verify the raw body, before a JSON parser reads it."},
    {403, "If so, a CSRF check, a login or a firewall may answer before it: exempt this route."},
}};

/// As a sentence: explanations end without a full stop.
std::string ended(std::string text) {
  return text.ends_with('?') ? text : text + ".";
}

Refusal explained(HttpOutcome outcome, const std::string& url) {
  const bool is_answer = outcome.kind == HttpOutcome::Kind::answered;
  const delivery::Attempt attempt = attempt_of(std::move(outcome));
  const std::string status = std::to_string(attempt.status);
  const auto explanation = delivery::explain(attempt, url);
  if (explanation && (explanation->is_of_way || !is_answer))
    return {ended(explanation->what + "; " + explanation->step), ""};
  if (!is_answer) return {ended(printable(url) + ": " + printable(attempt.error)), ""};
  const std::string refuses = "the handler refuses a valid event (" + status + ")";
  for (const auto& row : signature_statuses) {
    if (row.status == attempt.status)
      return {refuses + ": does it have the secret given here?", std::string(row.also)};
  }
  return {ended(refuses + (explanation ? ": " + explanation->step : "")), ""};
}

}  // namespace

std::optional<Refusal> refusal_of(Probe& probe) {
  HttpOutcome last;
  for (const std::string& type : {probe.types().back(), probe.types().front()}) {
    last = probe.post(probe.sealed(probe.example(type)));
    if (accepted(last) || probe.is_stopped()) return std::nullopt;
    if (last.kind == HttpOutcome::Kind::timeout) break;
  }
  return explained(std::move(last), probe.target().url);
}

}  // namespace streamctl::check
