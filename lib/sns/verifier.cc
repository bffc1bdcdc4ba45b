#include "sns/verifier.h"

#include "core/encoding.h"
#include "core/text.h"
#include "sns/host.h"

namespace streamctl::sns {
namespace {

Verdict failed(std::string why) {
  return {.why = std::move(why)};
}

Verdict unknown(const std::string& why) {
  return {.why = "no certificate to verify it by: " + why, .may_pass = true};
}

/// Why an answer holds no certificate; empty where it may hold one.
std::string failure_in(const net::HttpOutcome& outcome) {
  if (outcome.kind != net::HttpOutcome::Kind::answered) return printable(outcome.error);
  if (outcome.status != 200) return "the answer was " + std::to_string(outcome.status);
  return outcome.body_cut ? "the answer is too long for one" : "";
}

}  // namespace

Verifier::Verifier(std::string endpoint, const Clock& clock, Get get)
    : endpoint_(std::move(endpoint)), clock_(clock), get_(std::move(get)) {}

void Verifier::verify(const Message& message, Done done) {
  const std::string& url = message.certificate_url;
  auto sealed = signed_part(message);
  if (!sealed) return done(failed(std::move(sealed).error().what));
  if (!is_certificate_of_sns(url, endpoint_))
    return done(failed("its SigningCertURL is not Amazon SNS's: " + printable(url)));
  if (const auto known = certificates_.find(url); known != certificates_.end())
    return done(judge(*sealed, known->second));
  if (waiting_count_ == waiting_max) return done(unknown("too many messages wait for theirs"));
  const auto [place, is_first] = waiting_.try_emplace(url);
  if (is_first &&
      !get_(url, [this, url](net::HttpOutcome&& outcome) { fetched(url, std::move(outcome)); })) {
    waiting_.erase(place);
    return done(unknown("too many are being fetched"));
  }
  ++waiting_count_;
  place->second.emplace_back(*std::move(sealed), std::move(done));
}

Result<Verifier::Signed> Verifier::signed_part(const Message& message) {
  if (message.signature.empty()) return refused_error("it has no signature");
  Signed sealed;
  if (message.signature_version == "1") {
    sealed.hash = crypto::SignatureHash::sha1;
  } else if (message.signature_version != "2") {
    return refused_error("its SignatureVersion is neither 1 nor 2: '" +
                         printable(message.signature_version) + "'");
  }
  auto signature = base64_bytes(message.signature);
  if (!signature) return refused_error("its signature is not base64");
  sealed.signature = *std::move(signature);
  sealed.text = string_to_sign(message);
  return sealed;
}

Verdict Verifier::judge(const Signed& sealed, const crypto::SigningCertificate& certificate) const {
  if (!certificate.is_valid_at(clock_.now()))
    return failed("the certificate is not valid at this time");
  if (!certificate.has_signed(sealed.text, sealed.signature, sealed.hash))
    return failed("the signature does not match the message");
  return {};
}

void Verifier::fetched(const std::string& url, net::HttpOutcome&& outcome) {
  auto place = waiting_.extract(url);
  if (place.empty()) return;
  waiting_count_ -= place.mapped().size();
  const auto report = [&](const Verdict& verdict) {
    for (const auto& [sealed, done] : place.mapped())
      done(verdict);
  };
  if (const std::string why = failure_in(outcome); !why.empty()) return report(unknown(why));
  auto read = crypto::SigningCertificate::read(outcome.body);
  if (!read) return report(failed("behind its SigningCertURL: " + read.error().what));
  const crypto::SigningCertificate& certificate = keep(url, *std::move(read));
  for (const auto& [sealed, done] : place.mapped())
    done(judge(sealed, certificate));
}

const crypto::SigningCertificate& Verifier::keep(const std::string& url,
                                                 crypto::SigningCertificate&& certificate) {
  if (order_.size() == certificates_max) {
    certificates_.erase(order_.front());
    order_.pop_front();
  }
  order_.push_back(url);
  return certificates_.emplace(url, std::move(certificate)).first->second;
}

}  // namespace streamctl::sns
