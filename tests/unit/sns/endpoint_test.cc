#include "sns/endpoint.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/time_text.h"
#include "crypto/certificates.h"

namespace streamctl::sns {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using webhook::Fault;

const std::string topic = "arn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P";

class FixedClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override { return *parse_rfc3339("2019-01-31T04:37:05Z"); }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime{}; }
};

class FakePeer final : public net::Exchange::Peer {
 public:
  void answer(net::Response&& response) override { status = response.status; }
  void reset() override {}
  void hold() override {}
  unsigned status = 0;
};

/// The posted form of the message of testing::signed_text.
Json signed_message() {
  return Json{{"Type", "Notification"},
              {"MessageId", "4d4dc071-ddbf-465d-bba8-08f81c89da64"},
              {"TopicArn", topic},
              {"Subject", "My subject"},
              {"Message", "My Test Message"},
              {"Timestamp", "2019-01-31T04:37:04.321Z"},
              {"SignatureVersion", "2"},
              {"Signature", testing::sha256_signature},
              {"SigningCertURL", "https://sns.us-east-2.amazonaws.com/a.pem"}};
}

Json unsigned_confirmation() {
  Json json = signed_message();
  json["Type"] = "SubscriptionConfirmation";
  json["Token"] = "233";
  json["SubscribeURL"] = "https://sns.us-east-2.amazonaws.com/?Token=233";
  return json;
}

class Bench {
 public:
  explicit Bench(EndpointOptions options)
      : endpoint(
            std::move(options),
            {clock,
             [this](const std::string& url, std::function<void(net::HttpOutcome&&)> done) {
               asked.push_back(url);
               waiting.push_back(std::move(done));
               return true;
             },
             [this](Post&& post, net::Exchange /*exchange*/) { posts.push_back(std::move(post)); },
             [this](Confirmation&& one) { confirmations.push_back(std::move(one)); }}) {}

  std::shared_ptr<FakePeer> take(std::string body, net::Headers headers = {}) {
    net::Request request;
    request.headers = std::move(headers);
    request.body = std::move(body);
    auto peer = std::make_shared<FakePeer>();
    endpoint.take(std::move(request), net::Exchange(peer));
    return peer;
  }
  void answer(std::string body) {
    for (const auto& done : std::exchange(waiting, {})) {
      net::HttpOutcome outcome;
      outcome.kind = net::HttpOutcome::Kind::answered;
      outcome.status = 200;
      outcome.body = body;
      done(std::move(outcome));
    }
  }

  FixedClock clock;
  std::vector<std::string> asked;
  std::vector<std::function<void(net::HttpOutcome&&)>> waiting;
  std::vector<Post> posts;
  std::vector<Confirmation> confirmations;
  Endpoint endpoint;
};

TEST(Endpoint, TellsPostsOfSnsByTheirHeaderFields) {
  EXPECT_TRUE(Endpoint::is_post({{"X-Amz-Sns-Message-Type", "Notification"}}));
  EXPECT_TRUE(Endpoint::is_post({{"x-amz-sns-rawdelivery", "true"}}));
  EXPECT_FALSE(Endpoint::is_post({{"X-Signature", "x"}, {"Content-Type", "text/plain"}}));
}

TEST(Endpoint, PassesOnWhatIsSignedOfATopicThatIsNamed) {
  Bench bench({.topics = {"arn:aws:sns:*:1:none", "arn:aws:sns:*:123456789012:*"}});
  bench.take(json_line(signed_message()));
  EXPECT_TRUE(bench.posts.empty()) << "before there is a certificate";
  bench.answer(testing::rsa_certificate);
  ASSERT_EQ(bench.posts.size(), 1U);
  EXPECT_FALSE(bench.posts[0].fault);
  EXPECT_TRUE(bench.posts[0].verified);
  EXPECT_EQ(bench.posts[0].id, "4d4dc071-ddbf-465d-bba8-08f81c89da64");
  EXPECT_EQ(bench.posts[0].text, "My Test Message");
  EXPECT_EQ(bench.posts[0].request.body, json_line(signed_message()));
}

TEST(Endpoint, SaysWhatIsAmiss) {
  struct Row {
    const char* name;
    Json message;
    std::string certificate;
    Fault fault;
    const char* note;
  };
  Json tampered = signed_message();
  tampered["Message"] = "Another";
  Json elsewhere = unsigned_confirmation();
  elsewhere["SubscribeURL"] = "https://evil.test/";
  Json shapeless = signed_message();
  shapeless.erase("TopicArn");
  const Row rows[] = {
      {"tampered", tampered, testing::rsa_certificate, Fault::not_from_sns, "does not match"},
      {"unsigned", unsigned_confirmation(), testing::rsa_certificate, Fault::not_from_sns,
       "does not match"},
      {"weak", signed_message(), testing::weak_certificate, Fault::not_from_sns, "2048"},
      {"elsewhere", elsewhere, "", Fault::not_from_sns, "SubscribeURL"},
      {"shapeless", shapeless, "", Fault::not_an_event, "TopicArn"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    Bench bench({.topics = {topic}, .confirms = true});
    bench.take(json_line(row.message));
    EXPECT_EQ(bench.asked.empty(), row.certificate.empty());
    bench.answer(row.certificate);
    ASSERT_EQ(bench.posts.size(), 1U);
    EXPECT_EQ(bench.posts[0].fault, row.fault);
    EXPECT_THAT(bench.posts[0].note, HasSubstr(row.note));
    EXPECT_TRUE(bench.waiting.empty()) << "and nothing is confirmed";
    EXPECT_TRUE(bench.confirmations.empty());
  }
}

TEST(Endpoint, TakesNoEventOfATopicThatIsNotNamed) {
  for (const std::vector<std::string>& topics :
       {std::vector<std::string>{}, {"arn:aws:sns:us-east-2:123456789012:other"}, {topic + "x"}}) {
    Bench bench({.topics = topics});
    bench.take(json_line(signed_message()));
    ASSERT_EQ(bench.posts.size(), 1U);
    EXPECT_EQ(bench.posts[0].fault, Fault::foreign_topic);
    EXPECT_THAT(bench.posts[0].note, HasSubstr(topic));
    EXPECT_TRUE(bench.asked.empty());
  }
}

TEST(Endpoint, TakesRawDeliveryOnlyUnverified) {
  const net::Headers raw{{"x-amz-sns-rawdelivery", "TRUE"},
                         {"x-amz-sns-message-id", "m-1"},
                         {"x-amz-sns-topic-arn", topic}};
  Bench strict({.topics = {topic}});
  strict.take("{}", raw);
  ASSERT_EQ(strict.posts.size(), 1U);
  EXPECT_EQ(strict.posts[0].fault, Fault::not_from_sns);
  Bench lax({.topics = {topic}, .verifies = false});
  lax.take("{}", raw);
  ASSERT_EQ(lax.posts.size(), 1U);
  EXPECT_FALSE(lax.posts[0].fault);
  EXPECT_FALSE(lax.posts[0].verified);
  EXPECT_EQ(lax.posts[0].id, "m-1");
  EXPECT_EQ(lax.posts[0].text, "{}");
}

TEST(Endpoint, ConfirmsNothingUnverified) {
  Bench bench({.topics = {topic}, .confirms = true, .verifies = false});
  EXPECT_EQ(bench.take(json_line(unsigned_confirmation()))->status, 200U);
  ASSERT_EQ(bench.confirmations.size(), 1U);
  EXPECT_FALSE(bench.confirmations[0].confirmed);
  EXPECT_FALSE(bench.confirmations[0].verified);
  EXPECT_TRUE(bench.asked.empty());
}

}  // namespace
}  // namespace streamctl::sns
