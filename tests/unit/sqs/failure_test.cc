#include "sqs/failure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sqs/client.h"

namespace streamctl::sqs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Kind = Failure::Kind;

net::HttpOutcome answered(unsigned status, std::string body, net::Headers headers = {}) {
  net::HttpOutcome outcome;
  outcome.kind = net::HttpOutcome::Kind::answered;
  outcome.status = status;
  outcome.body = std::move(body);
  outcome.headers = std::move(headers);
  return outcome;
}

TEST(Failure, IsToldApartByItsCode) {
  const struct {
    const char* name;
    unsigned status;
    const char* body;
    Kind kind;
  } rows[] = {
      {"no queue", 400, R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"m"})",
       Kind::no_queue},
      {"no queue, older", 400, R"({"__type":"AWS.SimpleQueueService.NonExistentQueue"})",
       Kind::no_queue},
      {"denied", 403, R"({"__type":"com.amazon.coral.service#AccessDeniedException"})",
       Kind::denied},
      {"keys", 403, R"({"__type":"com.amazon.coral.service#UnrecognizedClientException"})",
       Kind::credentials},
      {"signature", 403, R"({"__type":"com.amazon.coral.service#InvalidSignatureException"})",
       Kind::credentials},
      {"expired", 403, R"({"__type":"com.amazon.coral.service#ExpiredTokenException"})",
       Kind::expired},
      {"throttled", 400, R"({"__type":"com.amazonaws.sqs#RequestThrottled"})", Kind::throttled},
      {"throttled by status", 429, "", Kind::throttled},
      {"too many in flight", 400, R"({"__type":"com.amazonaws.sqs#OverLimit"})", Kind::throttled},
      {"down", 503, "<html>", Kind::unavailable},
      {"wrong", 400, R"({"__type":"com.amazonaws.sqs#InvalidAttributeName"})", Kind::refused},
      {"not SQS", 404, "<html>", Kind::refused},
      {"nonsense", 400, R"({"__type":5,"message":[]})", Kind::refused},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto failure = failure_of(answered(row.status, row.body));
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->kind, row.kind);
    EXPECT_FALSE(explain(*failure, "http://q/1/q").what.empty());
  }
  EXPECT_EQ(failure_of(answered(200, "{}")), std::nullopt);
  EXPECT_EQ(failure_of(answered(400, "", {{"x-amzn-errortype", "AccessDenied:http://x/"}}))->kind,
            Kind::denied);
}

TEST(Failure, OfTheNetworkIsOne) {
  net::HttpOutcome outcome;
  outcome.error = "connection refused";
  const auto failure = failure_of(outcome);
  ASSERT_TRUE(failure);
  EXPECT_TRUE(may_pass(*failure));
  const Error error = explain(*failure, "http://q/1/q");
  EXPECT_EQ(error.kind, ErrorKind::network);
  EXPECT_EQ(error.what, "http://q/1/q: no answer: connection refused");
}

TEST(Failure, ShowsWhereAServerRedirectsAndWhichProxyFailed) {
  net::HttpOutcome outcome;
  outcome.kind = net::HttpOutcome::Kind::answered;
  outcome.status = 307;
  outcome.redirect = "http://other/q";
  const Error redirected = explain(*failure_of(outcome), "http://q/1/q");
  EXPECT_EQ(redirected.what,
            "http://q/1/q: refused: it redirects to http://other/q, and redirects are not followed "
            "(HTTP 307)");
  EXPECT_EQ(redirected.hint, "is the queue's URL, or AWS_ENDPOINT_URL_SQS, one of SQS?");
  outcome.kind = net::HttpOutcome::Kind::network;
  outcome.error = "the proxy p:1 answered 403 to CONNECT";
  EXPECT_THAT(explain(*failure_of(outcome), "u").hint, ::testing::HasSubstr("NO_PROXY"));
}

TEST(Failure, IsOneLineWithANextStep) {
  const Failure failure{Kind::no_queue, "QueueDoesNotExist", "The \x1b[31mqueue\n is not there",
                        400};
  const Error error = explain(failure, "https://h/1/q");
  EXPECT_EQ(error.kind, ErrorKind::refused);
  EXPECT_EQ(error.what,
            "https://h/1/q: no such queue: QueueDoesNotExist: The \\u001b[31mqueue\\n is not there "
            "(HTTP 400)");
  EXPECT_THAT(error.hint, HasSubstr("region"));
  const Failure clock{Kind::credentials, "InvalidSignatureException", "Signature expired: 2015",
                      403};
  EXPECT_THAT(explain(clock, "").hint, HasSubstr("clock"));
  EXPECT_LT(explain({Kind::refused, "X", std::string(100'000, 'x'), 400}, "u").what.size(), 600U);
}

TEST(Failure, OfAnotherProtocolIsReadAndNamed) {
  const char* query =
      "<?xml version=\"1.0\"?>\n<ErrorResponse "
      "xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><Error><Type>Sender</Type>"
      "<Code>InvalidAction</Code><Message>The action &quot;&amp;&quot; is not "
      "valid.</Message><Detail/></Error></ErrorResponse>";
  const struct {
    const char* name;
    unsigned status;
    std::string body;
    const char* says;
    const char* hint;
  } rows[] = {
      {"the query protocol", 400, query,
       R"(refused: InvalidAction: The action "&" is not valid. (HTTP 400))", "JSON protocol"},
      {"an older form of it", 400,
       "<Response><Errors><Error><Code>MissingAction</Code></Error></Errors></Response>",
       "refused: MissingAction (HTTP 400)", "update it"},
      {"no such queue, by the query protocol", 400,
       "<ErrorResponse><Error><Code>AWS.SimpleQueueService.NonExistentQueue</Code>"
       "</Error></ErrorResponse>",
       "no such queue: AWS.SimpleQueueService.NonExistentQueue", "old query protocol"},
      {"text that is not escaped", 403,
       "<ErrorResponse><Error><Code>AccessDenied</Code><Message><![CDATA[a <b> & c]]></Message>"
       "</Error></ErrorResponse>",
       "access denied: AccessDenied: a <b> & c (HTTP 403)", "old query protocol"},
      {"a document type", 403,
       "<?xml version='1.0'?><!DOCTYPE ErrorResponse><ErrorResponse><Error><Code>AccessDenied"
       "</Code></Error></ErrorResponse>",
       "access denied: AccessDenied (HTTP 403)", "old query protocol"},
      {"S3", 403, "\xEF\xBB\xBF <Error><Code>AccessDenied</Code><Message>No</Message></Error>",
       "access denied: AccessDenied: No (HTTP 403)", "Amazon S3"},
      {"a web page", 404, "<!DOCTYPE html><title>404</title>", "refused (HTTP 404)",
       "a web page answers there"},
      {"a proxy's page", 502, "<html>", "the server fails (HTTP 502)", "try again"},
      {"words", 404, "The requested resource could not be found.\n",
       "refused: The requested resource could not be found. (HTTP 404)", "one of SQS?"},
      {"cut short", 400, "<ErrorResponse><Error><Code>Invalid", "refused: Invalid (HTTP 400)",
       "old query protocol"},
      {"a comment without end", 400, "<!-- <Error>", "refused (HTTP 400)", "one of SQS?"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto failure = failure_of(answered(row.status, row.body));
    ASSERT_TRUE(failure);
    const Error error = explain(*failure, "http://q/1/q");
    EXPECT_THAT(error.what, HasSubstr(row.says));
    EXPECT_EQ(error.hint.empty(), *row.hint == '\0') << error.hint;
    EXPECT_THAT(error.hint, HasSubstr(row.hint));
  }
}

TEST(Failure, OfTheQueryProtocolIsOneWithStatus200Too) {
  const auto read = [](std::string body) { return read_answer(answered(200, std::move(body))); };
  const auto old = read("<ReceiveMessageResponse><ReceiveMessageResult/></ReceiveMessageResponse>");
  ASSERT_TRUE(old.failure);
  EXPECT_FALSE(may_pass(*old.failure));
  EXPECT_THAT(hint_of(*old.failure), HasSubstr("old query protocol"));
  const auto page = read("<html>");
  ASSERT_TRUE(page.failure);
  EXPECT_TRUE(may_pass(*page.failure)) << "a proxy's";
  const Error of_page = explain(*page.failure, "http://q/1/q");
  EXPECT_EQ(of_page.what, "http://q/1/q: the answer is not SQS's (HTTP 200)");
  EXPECT_THAT(of_page.hint, HasSubstr("a web page answers there"));
  const auto text = read("hello");
  ASSERT_TRUE(text.failure);
  EXPECT_THAT(hint_of(*text.failure), HasSubstr("something else answers there"));
  EXPECT_FALSE(read("\n{}").failure);
}

}  // namespace
}  // namespace streamctl::sqs
