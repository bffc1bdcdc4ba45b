#include "delivery/envelope.h"

#include <utility>

#include "webhook/delivery_headers.h"

namespace streamctl::delivery {

namespace {

/// Adds a member to the event: it stays a JSON object, but the signature no longer matches.
std::string tampered(const std::string& body) {
  const std::size_t end = body.rfind('}');
  if (end == std::string::npos) return body + " ";
  const std::size_t before = body.find_last_not_of(" \t\r\n", end - (end == 0 ? 0 : 1));
  const bool is_empty = before != std::string::npos && body[before] == '{';
  return body.substr(0, end) + (is_empty ? "" : ",") + "\"tampered\":true" + body.substr(end);
}

Secret other_than(const Secret& secret) {
  return Secret("not " + std::string(secret.reveal()));
}

/// Our fields that the user does not replace, then the user's.
net::Headers laid_over(net::Headers&& ours, const net::Headers& users) {
  net::Headers both;
  for (const net::Header& field : ours)
    if (users.find(field.name) == nullptr) both.add(field.name, field.value);
  for (const net::Header& field : users)
    both.add(field.name, field.value);
  return both;
}

std::string name(std::string_view text) {
  return std::string(text);
}

}  // namespace

Sealer::Sealer(const Target& target)
    : users_(target.headers), signer_(target.secret), other_signer_(other_than(target.secret)) {
  ours_.add("Content-Type", "application/json");
  ours_.add("User-Agent", "streamctl/" STREAMCTL_VERSION);
  ours_.add(name(webhook::api_key_header),
            target.api_key.empty() ? name(webhook::stand_in_api_key) : target.api_key);
  ours_.add(name(webhook::webhook_id_header), "");
  ours_.add(name(webhook::webhook_attempt_header), "1");
}

Envelope Sealer::seal(const Outgoing& outgoing, Envelope old) {
  if (outgoing.verbatim) {
    net::Headers recorded = *outgoing.verbatim;
    return {users_.empty() ? std::move(recorded) : laid_over(std::move(recorded), users_),
            outgoing.verbatim_body == nullptr ? outgoing.body : outgoing.verbatim_body};
  }
  Envelope envelope = std::move(old);
  envelope.body = outgoing.body;
  net::Headers& headers = envelope.headers;
  headers = ours_;
  headers.set(name(webhook::webhook_id_header), outgoing.webhook_id);
  if (outgoing.signing != Signing::missing) {
    webhook::Signer& signer = outgoing.signing == Signing::wrong ? other_signer_ : signer_;
    headers.add(name(webhook::signature_header), signer.sign(*outgoing.body));
  }
  if (outgoing.signing == Signing::tampered)
    envelope.body = std::make_shared<const std::string>(tampered(*outgoing.body));
  if (outgoing.gzip && envelope.body->size() >= gzip_bytes_least) {
    headers.add("Content-Encoding", "gzip");
    envelope.body = std::make_shared<const std::string>(gzipper_.gzip(*envelope.body));
  }
  if (!users_.empty()) headers = laid_over(std::move(headers), users_);
  return envelope;
}

void Sealer::number(Envelope& envelope, const Outgoing& outgoing, int number) const {
  if (outgoing.verbatim) return;
  envelope.headers.set(name(webhook::webhook_attempt_header), std::to_string(number));
}

}  // namespace streamctl::delivery
