#include "webhook/queue_body.h"

#include <string>

#include <gtest/gtest.h>

#include "webhook/likeness.h"

namespace streamctl::webhook {
namespace {

constexpr std::uint64_t bytes_max = 1 << 20;
const char* const event = R"({"type":"call.session_started","created_at":1778198400000000000})";
// The SQS forms in the conformance fixtures of getstream-go and stream-py.
const char* const compressed =
    "H4sIAAAAAAAA/"
    "6pWKqksSFWyUkpOzMnRK04tLs7Mz4svLkksKklNUdJRSi5KTSxJTYlPLFGyMjQ3tzC0tDAxQIBaQAAAAP//"
    "svazgUAAAAA=";
const char* const encoded =
    "eyJ0eXBlIjoiY2FsbC5zZXNzaW9uX3N0YXJ0ZWQiLCJjcmVhdGVkX2F0IjoxNzc4MTk4NDAwMDAwMDAwMDAwfQ==";

Result<std::string> read_body(std::string body, std::uint64_t most = bytes_max) {
  TypeAndCallReader type_reader;
  const std::string before = body;
  auto read = decode_queue_body(body, most, type_reader);
  if (read) return read->body;
  EXPECT_EQ(body, before);
  return std::move(read).error();
}

Result<std::string> read_notification(std::string body) {
  TypeAndCallReader type_reader;
  auto read = decode_notification(body, bytes_max, type_reader);
  if (!read) return std::move(read).error();
  EXPECT_EQ(read->names.type, "call.session_started");
  return read->body;
}

TEST(QueueBody, IsReadInAllThreeForms) {
  for (const char* body : {event, compressed, encoded}) {
    const auto decoded = read_body(body);
    ASSERT_TRUE(decoded) << body;
    EXPECT_EQ(*decoded, event);
    EXPECT_EQ(*read_notification(body), event);
  }
}

TEST(QueueBody, IsReadFromANotification) {
  for (const std::string before : {"", " \n", "\xEF\xBB\xBF"}) {
    const std::string envelope =
        before +
        R"({"Type":"Notification","MessageId":"m","TopicArn":"arn:aws:sns:eu-west-1:1:t","Message":")" +
        compressed +
        R"(","Timestamp":"2026-05-08T00:00:00.000Z","SignatureVersion":"1","MessageAttributes":{}})";
    EXPECT_EQ(*read_notification(envelope), event);
  }
}

TEST(QueueBody, ReadsBackWhatItWrites) {
  for (const QueueForm form : {QueueForm::raw, QueueForm::base64, QueueForm::base64_gzip}) {
    EXPECT_EQ(*read_body(encode_queue_body(event, form)), event);
  }
}

TEST(QueueBody, NamesItsFaultAsTheSdksDo) {
  const std::pair<std::string, const char*> rows[] = {
      {"!!!not base64!!!", "invalid base64 encoding"},
      {"", "invalid JSON payload"},
      {"{not json", "invalid JSON payload"},
      {"H4sIAAAAAAAA/1hYWFhYWA==", "gzip decompression failed"},
      {"W10=", "invalid JSON payload"}};
  for (const auto& [body, what] : rows) {
    const auto decoded = read_body(body);
    ASSERT_FALSE(decoded) << body;
    EXPECT_EQ(decoded.error().what, what);
  }
  EXPECT_FALSE(read_body(compressed, 10)) << "past the limit";
}

TEST(Likeness, NamesWhatPeopleFindOnQueues) {
  const struct {
    const char* body;
    const char* likeness;
  } rows[] = {
      {R"({"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"})",
       "a test message of Amazon S3"},
      {R"({"Event":"s3:TestEvent"})", "a test message of Amazon S3"},
      {R"({"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put"}]})",
       "a notification of Amazon S3"},
      {R"({"Records":[{"eventSource":"aws:dynamodb"}]})", "records of an AWS service"},
      {R"({"version":"0","detail-type":"x","source":"aws.s3","detail":{}})",
       "an event of Amazon EventBridge"},
      {R"({"Type":"SubscriptionConfirmation","Message":"You have chosen"})",
       "a confirmation of Amazon SNS"},
      {R"({"Type":"Notification","Message":"hello"})",
       "a notification of Amazon SNS whose Message is no event"},
      {R"({"AlarmName":"a","NewStateValue":"ALARM"})", "an alarm of Amazon CloudWatch"},
      {R"({"notificationType":"Bounce"})", "a notification of Amazon SES"},
      {R"({"Records":[]})", "JSON without a type"},
      {R"({"Records":7,"x":1})", "JSON without a type"},
      {"{}", "JSON without a type"},
      {R"({"type":7})", "JSON whose type is no name"},
      {R"({"type":""})", "JSON whose type is no name"},
      {"[1]", "JSON that is no object"},
      {"hello", "text that is no JSON"},
      {R"({"type":"x")", "text that is no JSON"},
      {" \n", "an empty message"},
      {event, ""},
      {R"({"type":"call.created"})", ""},
      {R"({"type":"custom"})", ""},
      {R"({"type":"message.new","created_at":"2026-11-27T00:00:00Z"})", ""},
      {R"({"type":"  ","created_at":1})", "JSON whose type is no name"},
      {R"({"type":"a b","created_at":1})", "JSON whose type is no name"},
      {R"({"type":"AWS::X","created_at":1})", "JSON whose type is no name"},
      {R"({"type":"AWS::S3::Test","Event":"s3:TestEvent"})", "a test message of Amazon S3"},
      {R"({"type":"object","properties":{}})", "JSON whose type is none of Stream's"},
      {R"({"type":"Notification"})", "JSON whose type is none of Stream's"},
      {R"({"object":"event","type":"invoice.paid"})", "JSON whose type is none of Stream's"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(likeness_of(row.body), row.likeness) << row.body;
}

}  // namespace
}  // namespace streamctl::webhook
