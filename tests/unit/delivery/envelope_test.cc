#include "delivery/envelope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/gzip.h"

namespace streamctl::delivery {
namespace {

// The body, the secret and the signature of a conformance fixture in Stream's Go and Python SDKs.
constexpr const char* fixture_secret = "test_secret_do_not_use_in_production";
constexpr const char* fixture_body = R"({"type":"message.new","created_at":1778198400000000000})";
constexpr const char* fixture_signature =
    "408ab27d58b18a584d29f2801dde0d5ad20e5f5965039ac88d2ef49014a2c4a7";

Target target(net::Headers users = {}) {
  Target result;
  result.url = "http://127.0.0.1:8080/";
  result.api_key = "key";
  result.secret = Secret(fixture_secret);
  result.headers = std::move(users);
  return result;
}

Outgoing outgoing(const std::string& body = fixture_body) {
  Outgoing result;
  result.webhook_id = "9f8b3c52";
  result.type = "message.new";
  result.body = std::make_shared<const std::string>(body);
  return result;
}

TEST(Envelope, HasStreamsFields) {
  const Envelope envelope = Sealer(target()).seal(outgoing());
  EXPECT_EQ(envelope.headers, (net::Headers{{"Content-Type", "application/json"},
                                            {"User-Agent", "streamctl/" STREAMCTL_VERSION},
                                            {"X-Api-Key", "key"},
                                            {"X-Webhook-Id", "9f8b3c52"},
                                            {"X-Webhook-Attempt", "1"},
                                            {"X-Signature", fixture_signature}}));
  EXPECT_EQ(*envelope.body, fixture_body);
}

TEST(Envelope, KeepsNothingOfTheOneWhoseMemoryItTakes) {
  Sealer sealer(target());
  Outgoing large = outgoing(R"({"type":"custom","text":")" + std::string(300, 'a') + "\"}");
  large.gzip = true;
  Envelope old = sealer.seal(large);
  sealer.number(old, large, 2);
  old.headers.add("X-More", "x");
  const Envelope envelope = sealer.seal(outgoing(), std::move(old));
  EXPECT_EQ(envelope.headers, sealer.seal(outgoing()).headers);
  EXPECT_EQ(*envelope.body, fixture_body);
}

TEST(Envelope, CountsAttempts) {
  Sealer sealer(target());
  Envelope envelope = sealer.seal(outgoing());
  sealer.number(envelope, outgoing(), 3);
  EXPECT_EQ(*envelope.headers.find("X-Webhook-Attempt"), "3");
  EXPECT_EQ(envelope.headers.count("X-Webhook-Attempt"), 1U);
}

TEST(Envelope, SignsThePlainBytesOfACompressedBody) {
  const std::string body = R"({"type":"custom","text":")" + std::string(300, 'a') + "\"}";
  Outgoing event = outgoing(body);
  const std::string signature = *Sealer(target()).seal(event).headers.find("X-Signature");
  event.gzip = true;
  const Envelope envelope = Sealer(target()).seal(event);
  EXPECT_EQ(*envelope.headers.find("Content-Encoding"), "gzip");
  EXPECT_EQ(*envelope.headers.find("X-Signature"), signature);
  EXPECT_EQ(net::gunzip(*envelope.body, 1000).bytes, body);
}

TEST(Envelope, LeavesSmallBodiesUncompressed) {
  for (const std::size_t size : {gzip_bytes_least - 1, gzip_bytes_least}) {
    Outgoing event = outgoing("{" + std::string(size - 2, ' ') + "}");
    event.gzip = true;
    const Envelope envelope = Sealer(target()).seal(event);
    EXPECT_EQ(net::is_gzip(*envelope.body), size == gzip_bytes_least);
    EXPECT_EQ(envelope.headers.count("Content-Encoding"), size == gzip_bytes_least ? 1U : 0U);
  }
}

TEST(Envelope, PutsTheUsersFieldsOverOurs) {
  Sealer sealer(target({{"user-agent", "other"}, {"X-Trace", "1"}, {"X-Trace", "2"}}));
  const Envelope envelope = sealer.seal(outgoing());
  EXPECT_EQ(envelope.headers.count("User-Agent"), 1U);
  EXPECT_EQ(*envelope.headers.find("User-Agent"), "other");
  EXPECT_EQ(envelope.headers.count("X-Trace"), 2U);
}

TEST(Envelope, AlwaysNamesAKeyAsStreamDoes) {
  Target without = target();
  without.api_key.clear();
  EXPECT_EQ(*Sealer(without).seal(outgoing()).headers.find("X-Api-Key"), "emulator");
}

TEST(Envelope, SpoilsTheSignatureAsAsked) {
  Sealer sealer(target());
  Outgoing event = outgoing();

  event.signing = Signing::missing;
  EXPECT_EQ(sealer.seal(event).headers.find("X-Signature"), nullptr);

  event.signing = Signing::wrong;
  const std::string wrong = *sealer.seal(event).headers.find("X-Signature");
  EXPECT_NE(wrong, fixture_signature);
  EXPECT_THAT(wrong, ::testing::MatchesRegex("[0-9a-f]+"));
  EXPECT_EQ(wrong.size(), 64U);
  EXPECT_EQ(*sealer.seal(event).body, fixture_body);

  event.signing = Signing::tampered;
  const Envelope tampered = sealer.seal(event);
  EXPECT_EQ(*tampered.headers.find("X-Signature"), fixture_signature);
  EXPECT_EQ(*tampered.body,
            R"({"type":"message.new","created_at":1778198400000000000,"tampered":true})");
}

TEST(Envelope, TampersWithAnyBody) {
  const struct {
    const char* body;
    const char* tampered;
  } rows[] = {{"{}", R"({"tampered":true})"},
              {"{ }\n", "{ \"tampered\":true}\n"},
              {"", " "},
              {"}", R"(,"tampered":true})"},
              {"text", "text "}};
  for (const auto& row : rows) {
    Outgoing event = outgoing(row.body);
    event.signing = Signing::tampered;
    EXPECT_EQ(*Sealer(target()).seal(event).body, row.tampered);
  }
}

TEST(Envelope, SendsRecordedBytesVerbatim) {
  Outgoing event = outgoing();
  event.verbatim = net::Headers{{"X-Signature", "as recorded"}, {"X-Webhook-Attempt", "2"}};
  Sealer sealer(target());
  Envelope envelope = sealer.seal(event);
  sealer.number(envelope, event, 3);
  EXPECT_EQ(envelope.headers, *event.verbatim);
  EXPECT_EQ(envelope.body, event.body);
}

}  // namespace
}  // namespace streamctl::delivery
