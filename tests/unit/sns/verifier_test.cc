#include "sns/verifier.h"

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/time_text.h"
#include "crypto/certificates.h"

namespace streamctl::sns {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string certificate_url = "https://sns.us-east-2.amazonaws.com/a.pem";

class SetClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override { return *parse_rfc3339(time); }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime{}; }
  const char* time = "2019-01-31T04:37:05Z";
};

/// The message of testing::signed_text.
Message message_of(const char* version = "2") {
  Message message;
  message.id = "4d4dc071-ddbf-465d-bba8-08f81c89da64";
  message.topic_arn = "arn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P";
  message.text = "My Test Message";
  message.timestamp = "2019-01-31T04:37:04.321Z";
  message.subject = "My subject";
  message.signature_version = version;
  message.signature = *version == '1' ? testing::sha1_signature : testing::sha256_signature;
  message.certificate_url = certificate_url;
  return message;
}

net::HttpOutcome answer_of(std::string body, unsigned status = 200) {
  net::HttpOutcome outcome;
  outcome.kind = net::HttpOutcome::Kind::answered;
  outcome.status = status;
  outcome.body = std::move(body);
  return outcome;
}

/// A verifier whose fetches the test answers.
class Bench {
 public:
  /// The verdict on `message`: empty while pending, "genuine" if valid, else the reason.
  const std::string& verify(const Message& message) {
    const std::size_t place = said.size();
    said.emplace_back();
    verifier.verify(message, [this, place](const Verdict& verdict) {
      EXPECT_EQ(said[place], "") << "said twice";
      said[place] = verdict.holds() ? "genuine" : verdict.why;
      if (verdict.may_pass) said[place] += "; may pass";
    });
    return said[place];
  }
  void answer(net::HttpOutcome outcome) {
    const auto done = std::exchange(waiting, {});
    for (const auto& one : done)
      one(net::HttpOutcome(outcome));
  }

  SetClock clock;
  bool has_room = true;
  std::vector<std::string> asked;
  std::vector<std::function<void(net::HttpOutcome&&)>> waiting;
  std::deque<std::string> said;
  Verifier verifier{"", clock,
                    [this](const std::string& url, std::function<void(net::HttpOutcome&&)> done) {
                      asked.push_back(url);
                      if (has_room) waiting.push_back(std::move(done));
                      return has_room;
                    }};
};

TEST(Verifier, KnowsBothVersionsAndFetchesOnce) {
  Bench bench;
  EXPECT_EQ(bench.verify(message_of("1")), "");
  EXPECT_EQ(bench.verify(message_of("2")), "");
  bench.answer(answer_of(testing::rsa_certificate));
  EXPECT_THAT(bench.said, ElementsAre("genuine", "genuine"));
  EXPECT_EQ(bench.verify(message_of("1")), "genuine");
  EXPECT_THAT(bench.asked, ElementsAre(certificate_url));
}

TEST(Verifier, TakesNoVersionForTheOther) {
  Bench bench;
  Message crossed = message_of("1");
  crossed.signature_version = "2";
  bench.verify(crossed);
  bench.answer(answer_of(testing::rsa_certificate));
  EXPECT_EQ(bench.said[0], "the signature does not match the message");
}

TEST(Verifier, MindsEveryFieldThatIsSigned) {
  Bench bench;
  bench.verify(message_of());
  bench.answer(answer_of(testing::rsa_certificate));
  for (auto field : {&Message::id, &Message::topic_arn, &Message::text, &Message::timestamp}) {
    Message changed = message_of();
    (changed.*field) += "x";
    EXPECT_EQ(bench.verify(changed), "the signature does not match the message");
  }
  Message changed = message_of();
  changed.subject.reset();
  EXPECT_EQ(bench.verify(changed), "the signature does not match the message");
  changed = message_of();
  changed.kind = Kind::subscription_confirmation;
  EXPECT_EQ(bench.verify(changed), "the signature does not match the message");
}

TEST(Verifier, AsksNobodyWhereThatCannotHelp) {
  Bench bench;
  Message message = message_of();
  message.certificate_url = "https://evil.test/\x1b.pem";
  EXPECT_EQ(bench.verify(message),
            "its SigningCertURL is not Amazon SNS's: https://evil.test/\\u001b.pem");
  message = message_of("3");
  EXPECT_EQ(bench.verify(message), "its SignatureVersion is neither 1 nor 2: '3'");
  message = message_of();
  message.signature = "?";
  EXPECT_EQ(bench.verify(message), "its signature is not base64");
  message.signature.clear();
  EXPECT_EQ(bench.verify(message), "it has no signature");
  EXPECT_TRUE(bench.asked.empty());
}

TEST(Verifier, BelievesNoCertificateOutsideItsTime) {
  Bench bench;
  bench.clock.time = "2020-06-01T00:00:00Z";
  bench.verify(message_of());
  bench.answer(answer_of(testing::rsa_certificate));
  EXPECT_EQ(bench.said[0], "the certificate is not valid at this time");
  bench.clock.time = "2019-06-01T00:00:00Z";
  EXPECT_EQ(bench.verify(message_of()), "genuine");
  bench.clock.time = "2020-06-01T00:00:00Z";  // Also a cached certificate.
  EXPECT_EQ(bench.verify(message_of()), "the certificate is not valid at this time");
}

TEST(Verifier, WhatIsNoCertificateProvesNothing) {
  Bench bench;
  bench.verify(message_of());
  bench.answer(answer_of(testing::ec_certificate));
  EXPECT_EQ(bench.said[0],
            "behind its SigningCertURL: the key of the certificate is not an RSA key");
}

TEST(Verifier, WhatCouldNotBeFetchedMayPassTheNextTime) {
  Bench bench;
  net::HttpOutcome late;
  late.kind = net::HttpOutcome::Kind::timeout;
  late.error = "no answer within 4s";
  net::HttpOutcome cut = answer_of(testing::rsa_certificate);
  cut.body_cut = true;
  const std::string none = "no certificate to verify it by: ";
  const std::pair<net::HttpOutcome, const char*> rows[] = {
      {late, "no answer within 4s"},
      {cut, "the answer is too long for one"},
      {answer_of(testing::rsa_certificate, 302), "the answer was 302"},
      {answer_of("no", 404), "the answer was 404"}};
  for (const auto& [outcome, why] : rows) {
    bench.verify(message_of());
    bench.answer(outcome);
    EXPECT_EQ(bench.said.back(), none + why + "; may pass");
  }
  bench.has_room = false;
  EXPECT_EQ(bench.verify(message_of()), none + "too many are being fetched; may pass");
  bench.has_room = true;
  bench.verify(message_of());
  bench.answer(answer_of(testing::rsa_certificate));
  EXPECT_EQ(bench.said.back(), "genuine");
}

TEST(Verifier, BoundsWhatWaitsAndWhatIsKept) {
  Bench bench;
  for (std::size_t i = 0; i < waiting_max; ++i)
    EXPECT_EQ(bench.verify(message_of()), "");
  EXPECT_THAT(bench.verify(message_of()), HasSubstr("too many messages wait"));
  bench.answer(answer_of(testing::rsa_certificate));
  EXPECT_EQ(bench.asked.size(), 1U);
  for (std::size_t i = 0; i < certificates_max; ++i) {
    Message other = message_of();
    other.certificate_url = "https://sns.us-east-2.amazonaws.com/" + std::to_string(i) + ".pem";
    bench.verify(other);
    bench.answer(answer_of(testing::rsa_certificate));
    EXPECT_EQ(bench.said.back(), "genuine");
  }
  EXPECT_EQ(bench.verify(message_of()), "") << "the oldest has made room";
}

}  // namespace
}  // namespace streamctl::sns
