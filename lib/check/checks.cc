// The checks: the deliveries each sends, and how it judges the answer.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "check/check.h"
#include "check/probe.h"
#include "core/json_path.h"
#include "core/text.h"
#include "core/units.h"
#include "delivery/explanation.h"
#include "webhook/delivery_headers.h"

namespace streamctl::check {
namespace {

using delivery::Envelope;
using net::HttpOutcome;

constexpr std::string_view usual_type = "call.created";
constexpr std::size_t large_body_bytes = 1024 * 1024;
constexpr int together = 32;
constexpr std::chrono::nanoseconds slow_from = std::chrono::seconds{1};

bool answered(const HttpOutcome& outcome) {
  return outcome.kind == HttpOutcome::Kind::answered;
}

std::string said(const HttpOutcome& outcome) {
  if (answered(outcome))
    return "answered " + std::to_string(outcome.status) + " in " + duration_text(outcome.duration);
  if (outcome.kind == HttpOutcome::Kind::timeout)
    return "did not answer within " + duration_text(outcome.duration);
  return "no answer: " + printable(outcome.error);
}

/// The effect of a non-2xx status on a real delivery.
std::string cost_of(const HttpOutcome& outcome) {
  if (!answered(outcome)) return "";
  if (outcome.status / 100 == 3) {
    const std::string place = outcome.redirect.empty() ? "" : " to " + printable(outcome.redirect);
    return ", a redirect" + place + "; Stream follows none, so the event would be lost";
  }
  if (outcome.status == 408 || outcome.status == 429 || outcome.status >= 500)
    return "; Stream would try again, then give up";
  return "; Stream takes that as final, so the event would be lost";
}

/// Source of the advice when a well-formed event is refused: the answer, or the check itself unless
/// the answer shows that the event never reached the handler.
enum class Advice { of_answer, of_check };

Verdict must_accept(const Probe& probe, const HttpOutcome& outcome,
                    Advice advice = Advice::of_check) {
  if (accepted(outcome)) return {Status::pass, said(outcome), ""};
  Verdict verdict{Status::fail, said(outcome) + cost_of(outcome), ""};
  const auto explanation = delivery::explain(attempt_of(outcome), probe.target().url);
  if (explanation && (advice == Advice::of_answer || explanation->is_of_way))
    verdict.advice = explanation->what + "; " + explanation->step;
  return verdict;
}

Verdict must_reject(const HttpOutcome& outcome) {
  if (!answered(outcome)) return {Status::fail, said(outcome)};
  if (outcome.status / 100 == 4) return {Status::pass, said(outcome)};
  if (accepted(outcome))
    return {Status::fail, said(outcome) + "; it took a delivery that Stream did not send"};
  return {Status::warn, said(outcome) + "; a refusal should be a 4xx"};
}

Envelope with_signature(Envelope envelope, const std::string& signature) {
  envelope.headers.set(std::string(webhook::signature_header), signature);
  return envelope;
}

/// `event` with more top-level members, given with a leading comma.
std::string with_members(std::string event, std::string_view members) {
  return event.insert(event.rfind('}'), members);
}

/// The usual event with the JSON text `value` in the call's custom data.
std::string with_custom(Probe& probe, const std::string& value) {
  const std::string place = "(the value of accepts-large and accepts-unicode)";
  const std::string example = probe.example(usual_type);
  auto event = parse_json(example, Digits::kept);
  // The user's settings may leave no room there.
  if (!event || !set_path(*event, "call.custom.check", place))
    return with_members(example, ",\"check\":" + value);
  std::string body = json_line(*event);
  // Inserted as text: the printer would choose different escapes.
  return body.replace(body.find('"' + place + '"'), place.size() + 2, value);
}

Verdict accepts_valid(Probe& probe) {
  return must_accept(probe, probe.post(probe.sealed(probe.example(usual_type))), Advice::of_answer);
}

Verdict accepts_every_type(Probe& probe) {
  std::vector<std::string> refused;
  std::string advice;  // The first type's; used if every type is refused.
  for (const std::string& type : probe.types()) {
    const auto outcome = probe.post(probe.sealed(probe.example(type)));
    if (!accepted(outcome)) refused.push_back(type + " " + said(outcome));
    if (!answered(outcome)) break;  // A handler that hangs would cost one timeout per type.
    if (&type == &probe.types().front()) advice = must_accept(probe, outcome).advice;
  }
  if (refused.empty())
    return {Status::pass, "accepted all " + std::to_string(probe.types().size()) + " types"};
  const std::string more =
      refused.size() > 1 ? ", and " + std::to_string(refused.size() - 1) + " more" : "";
  const bool is_all = refused.size() == probe.types().size();
  return {Status::fail, refused.front() + more, is_all ? advice : ""};
}

Verdict accepts_unknown_type(Probe& probe) {
  return must_accept(probe, probe.post(probe.sealed(with_members(
                                probe.example("call.something_new"), R"(,"novelty":{})"))));
}

Verdict accepts_unknown_fields(Probe& probe) {
  return must_accept(
      probe,
      probe.post(probe.sealed(with_members(
          probe.example(usual_type),
          R"(,"request_info":{"type":"client","sdk":"x"},"a_new_field":[1,null,{"deep":true}])"))));
}

Verdict accepts_retry(Probe& probe) {
  const Envelope first = probe.sealed(probe.example(usual_type));
  const auto once = probe.post(first);
  if (!accepted(once)) return must_accept(probe, once);
  return must_accept(probe, probe.post(Probe::as_attempt(first, 2)));
}

Verdict accepts_gzip(Probe& probe) {
  return must_accept(probe, probe.post(probe.sealed(probe.example(usual_type), true)));
}

Verdict accepts_large(Probe& probe) {
  return must_accept(
      probe,
      probe.post(probe.sealed(with_custom(probe, '"' + std::string(large_body_bytes, 'x') + '"'))));
}

Verdict accepts_unicode(Probe& probe) {
  return must_accept(
      probe, probe.post(probe.sealed(with_custom(probe,
                                                 "\"größe 日本語 مرحبا 🎈 \\u00e9 \\ud83c\\udf88 "
                                                 "\\u0000 e\xcc\x81 </script> \\\" \\\\\""))));
}

Verdict rejects_missing_signature(Probe& probe) {
  const Envelope sealed = probe.sealed(probe.example(usual_type));
  Envelope bare{{}, sealed.body};
  for (const auto& field : sealed.headers) {
    if (!equals_ignoring_case(field.name, webhook::signature_header))
      bare.headers.add(field.name, field.value);
  }
  return must_reject(probe.post(bare));
}

Verdict rejects_wrong_signature(Probe& probe) {
  return must_reject(
      probe.post(with_signature(probe.sealed(probe.example(usual_type)), std::string(64, 'a'))));
}

/// Uses the id of a delivery already accepted: a handler must not trust a known id.
Verdict rejects_tampered_body(Probe& probe) {
  Envelope sealed = probe.sealed(probe.example(usual_type));
  const auto honest = probe.post(sealed);
  if (!answered(honest)) return {Status::fail, said(honest)};
  std::string changed = *sealed.body;
  changed.insert(changed.rfind('}'), R"(,"tampered":true)");
  sealed.body = std::make_shared<const std::string>(std::move(changed));
  return must_reject(probe.post(Probe::as_attempt(sealed, 2)));
}

Verdict rejects_signature_of_compressed_bytes(Probe& probe) {
  const Envelope sealed = probe.sealed(probe.example(usual_type), true);
  return must_reject(probe.post(with_signature(sealed, probe.signature_of(*sealed.body))));
}

Verdict rejects_other_secret(Probe& probe) {
  const std::string body = probe.example(usual_type);
  webhook::Signer other(Secret(std::string(probe.target().secret.reveal()) + "-of-another-app"));
  Envelope sealed = with_signature(probe.sealed(body), other.sign(body));
  sealed.headers.set(std::string(webhook::api_key_header), "another-app");
  return must_reject(probe.post(sealed));
}

Verdict rejects_truncated_signature(Probe& probe) {
  const std::string body = probe.example(usual_type);
  return must_reject(
      probe.post(with_signature(probe.sealed(body), probe.signature_of(body).substr(0, 32))));
}

Verdict rejects_get(Probe& probe) {
  Envelope empty = probe.sealed("");
  empty.body = nullptr;
  const auto outcome = probe.send("GET", empty);
  if (answered(outcome) && accepted(outcome)) return {Status::fail, said(outcome) + " to a GET"};
  return must_reject(outcome);
}

Verdict rejects_malformed_json(Probe& probe) {
  const std::string body = probe.example(usual_type);
  const auto outcome = probe.post(probe.sealed(body.substr(0, body.size() / 2)));
  if (answered(outcome) && outcome.status >= 500)
    return {Status::fail, said(outcome) + "; it lets bad input raise an error"};
  if (accepted(outcome)) return {Status::fail, said(outcome) + " to half an event"};
  return must_reject(outcome);
}

Verdict answers_fast(Probe& probe) {
  std::chrono::nanoseconds slowest{};
  for (int i = 0; i < 3; ++i) {
    const auto outcome = probe.post(probe.sealed(probe.example(usual_type)));
    if (!answered(outcome)) return {Status::fail, said(outcome)};
    slowest = std::max(slowest, outcome.duration);
  }
  const std::string came = "the slowest of 3 answers took " + duration_text(slowest);
  return {slowest > slow_from ? Status::warn : Status::pass, came};
}

Verdict keep_alive(Probe& probe) {
  const auto first = probe.post(probe.sealed(probe.example(usual_type)));
  if (!answered(first)) return {Status::fail, said(first)};
  const auto second = probe.post(probe.sealed(probe.example(usual_type)));
  if (!answered(second))
    return {Status::fail, "the second request of a kept connection: " + said(second)};
  if (second.reused_connection) return {Status::pass, "answered both on one connection"};
  return {Status::warn, "it closed the connection after its answer"};
}

Verdict concurrent(Probe& probe) {
  std::vector<Envelope> envelopes;
  for (int i = 0; i < together; ++i)
    envelopes.push_back(probe.sealed(probe.example(usual_type)));
  const auto outcomes = probe.post_together(envelopes);
  const auto good = std::count_if(outcomes.begin(), outcomes.end(), accepted);
  const std::string came =
      "accepted " + std::to_string(good) + " of " + std::to_string(together) + " sent at once";
  if (good == together) return {Status::pass, came};
  const auto bad = std::find_if_not(outcomes.begin(), outcomes.end(), accepted);
  return {Status::fail, came + "; another " + said(*bad)};
}

Verdict tls_trusted(Probe& probe) {
  if (!lower_ascii(probe.target().url).starts_with("https://"))
    return {Status::skip, "not an https address"};
  const Envelope sealed = probe.sealed(probe.example(usual_type));
  const auto outcome = probe.post_under({}, sealed);
  if (answered(outcome)) return {Status::pass, "the certificate is trusted"};
  if (!probe.target().trust.ca_certificate.empty()) {
    const auto trusted = probe.post_under({probe.target().trust.ca_certificate, false}, sealed);
    if (answered(trusted))
      return {Status::warn, "trusted only through --ca-cert, which Stream does not have"};
  }
  return {Status::fail, said(outcome)};
}

constexpr Check all[] = {
    {"accepts-valid", "a well-formed, signed event is answered with a 2xx",
     "Stream takes any 2xx as success. It tries 408, 429 and 5xx again, up to 3 attempts within 15 "
     "seconds; every other "
     "status is final and the event is lost.",
     "Answer 2xx as soon as the signature is checked and the event is stored. If this fails with "
     "401 or 403, compare the "
     "handler's secret with the one given here, and sign the raw body, before any JSON parsing.",
     accepts_valid},
    {"accepts-every-type", "an event of every documented type is answered with a 2xx",
     "A hook without an event_types list receives every type, future ones too, and a 4xx loses the "
     "event for good.",
     "Acknowledge types the handler has no use for; do not let a missing case fall into an error. "
     "Where it wants data of its own in the event, give it with --set, --data or --call.",
     accepts_every_type},
    {"accepts-unknown-type", "an event of a type the handler cannot know is answered with a 2xx",
     "Stream adds event types without notice; its SDKs parse an unknown type as a generic event "
     "and raise no error.",
     "Treat an unknown type as one to acknowledge and ignore.", accepts_unknown_type},
    {"accepts-unknown-fields",
     "an event with fields the handler cannot know is answered with a 2xx",
     "Live webhooks carry fields that the published schema lacks (members, request_info), and more "
     "will come.",
     "Do not validate events against a closed schema.", accepts_unknown_fields},
    {"accepts-retry", "the second attempt of a delivery already taken is answered with a 2xx",
     "When an answer is lost or late, Stream sends the same X-Webhook-Id again with "
     "X-Webhook-Attempt 2. An error answered to the repeat is a failed delivery.",
     "Deduplicate by X-Webhook-Id, and answer a repeat as if it were new.", accepts_retry},
    {"accepts-gzip",
     "a gzip-compressed event, signed over its uncompressed JSON, is answered with a 2xx",
     "With enable_hook_payload_compression on (the default for new apps) bodies come with "
     "Content-Encoding: gzip, and "
     "X-Signature covers the uncompressed bytes.",
     "Inflate the raw body first, then verify the inflated bytes. In Express, express.raw({type: "
     "'*/*'}) inflates; the "
     "SDKs' verifyAndParseWebhook takes either form.",
     accepts_gzip},
    {"accepts-large", "an event of 1 MiB is answered with a 2xx",
     "Calls with many members and large custom data make large events; body parsers default to as "
     "little as 100 KB and "
     "answer 413, which is final.",
     "Raise the body limit to at least 1 MiB (express.raw({limit: '5mb'})).", accepts_large},
    {"accepts-unicode", "an event with text outside ASCII is answered with a 2xx",
     "Names and custom data are the users' own. A body decoded and encoded again is no longer the "
     "bytes that were signed.",
     "Verify the bytes as received, and keep them as UTF-8.", accepts_unicode},
    {"rejects-missing-signature", "a delivery without X-Signature is refused with a 4xx",
     "Anyone can post to a public address; the signature is all that tells Stream from a stranger.",
     "Refuse with 401 where the header is missing.", rejects_missing_signature},
    {"rejects-wrong-signature",
     "a delivery whose X-Signature is some other 64 digits is refused with a 4xx",
     "A check that looks only at the form of the signature takes forged events.",
     "Compare with the HMAC-SHA256 of the raw body under the API secret, in constant time.",
     rejects_wrong_signature},
    {"rejects-tampered-body",
     "a delivery whose body was changed after signing is refused with a 4xx",
     "The signature covers every byte of the JSON; a handler that signs less can be fed changed "
     "events.",
     "Compute the HMAC over the whole raw body, not over chosen fields or a re-serialised object.",
     rejects_tampered_body},
    {"rejects-signature-of-compressed-bytes",
     "a gzip body signed over its compressed bytes is refused with a 4xx",
     "Stream signs the uncompressed JSON. A handler that verifies the bytes on the wire refuses "
     "every compressed "
     "delivery, and takes what Stream never sends.",
     "Inflate first, then verify.", rejects_signature_of_compressed_bytes},
    {"rejects-other-secret", "a delivery signed with another app's secret is refused with a 4xx",
     "Every app has its own secret; X-Api-Key says whose signature it claims to be, and proves "
     "nothing.",
     "Verify with the secret of your app, and with no fallback.", rejects_other_secret},
    {"rejects-truncated-signature",
     "a delivery with half of the right signature is refused with a 4xx",
     "A comparison that stops at the shorter of two strings takes prefixes, and the shortest "
     "prefix is empty.",
     "Compare lengths first, then all bytes in constant time (crypto.timingSafeEqual, "
     "hmac.compare_digest).",
     rejects_truncated_signature},
    {"rejects-get", "a GET is refused with a 4xx",
     "Stream posts and does nothing else; a GET that is acknowledged hides a wrong route or a "
     "catch-all page.",
     "Serve POST alone on the webhook's path; 405 or 404 for the rest.", rejects_get},
    {"rejects-malformed-json", "a signed body that is not JSON is refused with a 4xx, never a 5xx",
     "A 5xx asks for two attempts more, and an exception that reaches the framework may end more "
     "than one request.",
     "Catch the parse error and answer 400.", rejects_malformed_json},
    {"answers-fast", "an event is answered within 6 seconds, better within 1",
     "Stream gives one attempt 6 seconds and all attempts 15. A slow answer counts as failed "
     "though the work was done, "
     "and the event comes again.",
     "Answer first, work later: put the event on a queue and return.", answers_fast},
    {"keep-alive", "a connection is kept open for the next event",
     "Stream reuses connections. Without keep-alive every event costs a TCP and a TLS handshake, "
     "and bursts run out of "
     "ports.",
     "Speak HTTP/1.1 and leave the connection open; give the server a keep-alive timeout of a "
     "minute or more.",
     keep_alive},
    {"concurrent", "32 events sent at once are all answered with a 2xx",
     "A call with many participants sends dozens of events in a second, over several connections "
     "at once.",
     "Do not hold a lock or a single worker over slow work; raise the worker or backlog limit.",
     concurrent},
    {"tls-trusted", "the certificate of an https address is trusted by the system's authorities",
     "A handshake that fails is a network error: two attempts, then the event is lost.",
     "Serve the whole chain from a public authority, and renew it in time.", tls_trusted},
};

}  // namespace

std::span<const Check> checks() {
  return all;
}

}  // namespace streamctl::check
