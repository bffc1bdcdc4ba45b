#include "sns/message.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "crypto/certificates.h"

namespace streamctl::sns {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Json notification() {
  return Json{{"Type", "Notification"},
              {"MessageId", "4d4dc071-ddbf-465d-bba8-08f81c89da64"},
              {"TopicArn", "arn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P"},
              {"Subject", "My subject"},
              {"Message", "My Test Message"},
              {"Timestamp", "2019-01-31T04:37:04.321Z"},
              {"SignatureVersion", "1"},
              {"Signature", "c2ln"},
              {"SigningCertURL", "https://sns.us-east-2.amazonaws.com/a.pem"},
              {"UnsubscribeURL", "https://sns.us-east-2.amazonaws.com/?Action=Unsubscribe"},
              {"MessageAttributes", Json::object()}};
}

Json confirmation(const char* type = "SubscriptionConfirmation") {
  Json json = notification();
  json.erase("Subject");
  json["Type"] = type;
  json["Token"] = "233";
  json["SubscribeURL"] =
      "https://sns.us-east-2.amazonaws.com/?Action=ConfirmSubscription&Token=233";
  return json;
}

std::string to_sign(const Json& json) {
  const auto message = parse_message(json_line(json));
  return message ? string_to_sign(*message) : message.error().what;
}

// The expectations are those of the Amazon SNS Developer Guide, "Verifying the signatures of Amazon
// SNS messages".
TEST(Message, OfANotificationIsSigned) {
  EXPECT_EQ(to_sign(notification()), testing::signed_text);
}

TEST(Message, ASubjectIsSignedOnlyWhereThereIsOne) {
  const std::string without =
      "Message\nMy Test Message\nMessageId\n4d4dc071-ddbf-465d-bba8-08f81c89da64\n"
      "Timestamp\n2019-01-31T04:37:04.321Z\n"
      "TopicArn\narn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P\n"
      "Type\nNotification\n";
  Json json = notification();
  json["Subject"] = nullptr;
  EXPECT_EQ(to_sign(json), without);
  json.erase("Subject");
  EXPECT_EQ(to_sign(json), without);
  json["Subject"] = "";
  EXPECT_THAT(to_sign(json), HasSubstr("\nSubject\n\nTimestamp\n"));
}

TEST(Message, OfAConfirmationIsSigned) {
  for (const std::string type : {"SubscriptionConfirmation", "UnsubscribeConfirmation"}) {
    EXPECT_EQ(to_sign(confirmation(type.c_str())),
              "Message\nMy Test Message\nMessageId\n4d4dc071-ddbf-465d-bba8-08f81c89da64\n"
              "SubscribeURL\n"
              "https://sns.us-east-2.amazonaws.com/?Action=ConfirmSubscription&Token=233\n"
              "Timestamp\n2019-01-31T04:37:04.321Z\nToken\n233\n"
              "TopicArn\narn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P\n"
              "Type\n" +
                  type + "\n");
  }
}

TEST(Message, EscapesAreSignedAsWhatTheyStandFor) {
  const auto message =
      parse_message(R"({"Type":"Notification","MessageId":"\u006d","TopicArn":"t","Timestamp":"s",)"
                    R"("Message":"{\"a\":\"\u00e9\\n\"}\nb"})");
  ASSERT_TRUE(message);
  EXPECT_EQ(message->text, "{\"a\":\"\xC3\xA9\\n\"}\nb");
  EXPECT_THAT(string_to_sign(*message),
              StartsWith("Message\n{\"a\":\"\xC3\xA9\\n\"}\nb\nMessageId\nm\nTimestamp\n"));
}

TEST(Message, WithoutASignatureIsReadAllTheSame) {
  Json json = notification();
  for (const char* name : {"SignatureVersion", "Signature", "SigningCertURL"})
    json.erase(name);
  const auto message = parse_message(json_line(json));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->signature + message->signature_version + message->certificate_url, "");
}

TEST(Message, ThatLacksAFieldIsRefused) {
  for (const char* name : {"Type", "MessageId", "TopicArn", "Message", "Timestamp"}) {
    for (const char* value : {"", "null", "7", R"(["x"])", "{}"}) {
      Json json = notification();
      json.erase(name);
      if (*value != '\0') json[name] = *parse_json(value);
      EXPECT_THAT(to_sign(json), HasSubstr(std::string("its ") + name + " is")) << value;
    }
  }
  for (const char* name : {"Token", "SubscribeURL"}) {
    Json json = confirmation();
    json.erase(name);
    EXPECT_EQ(to_sign(json), std::string("not a message of SNS: its ") + name + " is missing");
  }
}

TEST(Message, AFieldIsOneShortLine) {
  for (const char* name : {"MessageId", "TopicArn", "Timestamp", "Subject", "Token", "SubscribeURL",
                           "SignatureVersion", "Signature", "SigningCertURL"}) {
    for (const char* value : {"a\nb", "a\rb", "\x1b[2J", "\x7f", "a\tb"}) {
      Json json = confirmation();
      json[name] = value;
      EXPECT_EQ(to_sign(json),
                std::string("not a message of SNS: its ") + name + " is not one line");
    }
    Json json = confirmation();
    json[name] = std::string(field_bytes_max, 'a');
    EXPECT_TRUE(parse_message(json_line(json))) << name;
    json[name] = std::string(field_bytes_max + 1, 'a');
    EXPECT_EQ(to_sign(json), std::string("not a message of SNS: its ") + name + " is too long");
  }
  Json json = notification();
  json["Message"] = std::string(field_bytes_max * 2, '\n');
  EXPECT_TRUE(parse_message(json_line(json)));
}

TEST(Message, OfAnotherTypeOrNoJsonIsRefused) {
  Json json = notification();
  json["Type"] = "notification\x1b";
  EXPECT_EQ(to_sign(json), "not a message of SNS: its Type is not one line");
  json["Type"] = "notification";
  EXPECT_EQ(to_sign(json), "not a message of SNS: its Type is 'notification'");
  for (const char* body :
       {"", "x", "[]", "{}", "\"a\"", R"({"type":"call.created"})", "{\"Type\":"})
    EXPECT_FALSE(parse_message(body)) << body;
}

}  // namespace
}  // namespace streamctl::sns
