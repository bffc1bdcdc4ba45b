#include "sqs/client.h"

#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.h"
#include "net/scripted_peer.h"

namespace streamctl::sqs {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ScriptedPeer;

class SqsClient : public ::testing::Test {
 protected:
  Client client(const std::string& endpoint) {
    Client::Options options;
    options.place.endpoint = endpoint;
    options.place.region = "eu-central-1";
    options.place.queue = *parse_queue_url("https://sqs.eu-central-1.amazonaws.com/1/q");
    return {options, aws::CredentialSource([this] { return found_; }, clock_)};
  }

  static Answer call(Client& client, Operation operation) {
    std::optional<Answer> answer;
    client.start(std::move(operation), [&](Answer&& came) { answer = std::move(came); });
    while (!answer)
      client.poll(1s);
    return *std::move(answer);
  }

  SystemClock clock_;
  Result<aws::Credentials> found_ =
      aws::Credentials{"AKID", Secret("s3cret"), Secret("t0ken"), {}, true, "test"};
};

TEST_F(SqsClient, SignsAndNamesTheQueueInTheBody) {
  ScriptedPeer peer({testing::answer(200, R"({"Messages":[]})")});
  auto one = client(peer.url());
  const auto answer = call(one, get_attributes());
  EXPECT_FALSE(answer.failure);
  EXPECT_EQ(answer.body, R"({"Messages":[]})");
  const auto request = peer.requests().at(0);
  EXPECT_THAT(request.body,
              HasSubstr(R"({"QueueUrl":"https://sqs.eu-central-1.amazonaws.com/1/q",)"));
  EXPECT_EQ(request.field("X-Amz-Target"), "AmazonSQS.GetQueueAttributes");
  EXPECT_EQ(request.field("Content-Type"), "application/x-amz-json-1.0");
  EXPECT_EQ(request.field("X-Amz-Security-Token"), "t0ken");
  EXPECT_THAT(request.field("Authorization"), HasSubstr("AWS4-HMAC-SHA256 Credential=AKID/"));
  EXPECT_THAT(request.field("Authorization"), HasSubstr("/eu-central-1/sqs/aws4_request"));
  // A header that is not sent must not be signed: libcurl of Debian 12 would sign `Expect`.
  EXPECT_THAT(request.field("Authorization"), Not(HasSubstr("expect")));
  EXPECT_THAT(request.head + request.body, Not(HasSubstr("s3cret")));
}

TEST_F(SqsClient, ShowsExchangesWithoutCredentials) {
  ScriptedPeer peer({testing::answer(200, "{}")});
  auto one = client(peer.url());
  std::string shown;
  one.exchanged = [&](const net::HttpRequest& sent, const net::HttpOutcome& came) {
    EXPECT_EQ(came.status, 200U);
    for (const net::Header& field : sent.headers)
      shown += field.name + ": " + field.value + "\n";
  };
  call(one, get_attributes());
  EXPECT_THAT(shown, HasSubstr("X-Amz-Target"));
  EXPECT_THAT(shown, Not(HasSubstr("t0ken")));
}

TEST_F(SqsClient, SendsAgainWithNewerCredentialsOnly) {
  const auto expired =
      testing::answer(403, R"({"__type":"com.amazon.coral.service#ExpiredTokenException"})");
  ScriptedPeer peer({expired, testing::answer(200, "{}"), expired});
  auto one = client(peer.url());
  one.exchanged = [this](const net::HttpRequest&, const net::HttpOutcome&) {
    found_ = aws::Credentials{"NEW", Secret("s"), Secret(), {}, false, "test"};
  };
  EXPECT_FALSE(call(one, get_attributes()).failure);
  EXPECT_THAT(peer.requests().at(1).field("Authorization"), HasSubstr("Credential=NEW/"));
  const auto last = call(one, get_attributes()).failure;  // No newer credentials follow.
  EXPECT_EQ(last->kind, Failure::Kind::credentials);
  EXPECT_THAT(explain(*last, "u").hint, HasSubstr("new temporary credentials"));
  EXPECT_EQ(peer.requests().size(), 3U);
}

TEST_F(SqsClient, FailsWithoutCredentials) {
  found_ = config_error("no AWS credentials");
  auto one = client("http://127.0.0.1:1/");
  const auto answer = call(one, get_attributes());
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(explain(*answer.failure, "u").what, "no AWS credentials");
}

TEST_F(SqsClient, TakesNoOtherServersWord) {
  ScriptedPeer peer({testing::answer(200, "<html>"), testing::answer(200, "[]")});
  auto one = client(peer.url());
  EXPECT_TRUE(may_pass(*call(one, get_attributes()).failure));
  EXPECT_TRUE(may_pass(*call(one, get_attributes()).failure));
}

}  // namespace
}  // namespace streamctl::sqs
