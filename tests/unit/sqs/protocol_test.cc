#include "sqs/protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace streamctl::sqs {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

TEST(Protocol, AsksAsAwsDocuments) {
  EXPECT_EQ(receive_messages(10, 20s, 30s).body,
            R"({"MaxNumberOfMessages":10,"WaitTimeSeconds":20,"VisibilityTimeout":30,)"
            R"("AttributeNames":["ApproximateReceiveCount","MessageGroupId"]})");
  EXPECT_EQ(receive_messages(10, 20s, 30s).waits, 20s);
  EXPECT_EQ(delete_messages({"a", "b"}).body,
            R"({"Entries":[{"Id":"0","ReceiptHandle":"a"},{"Id":"1","ReceiptHandle":"b"}]})");
  EXPECT_EQ(change_visibility({"a"}, 0s).body,
            R"({"Entries":[{"Id":"0","ReceiptHandle":"a","VisibilityTimeout":0}]})");
  EXPECT_EQ(send_messages({{"x", "", ""}, {"y", "g", "d"}}).body,
            R"({"Entries":[{"Id":"0","MessageBody":"x"},{"Id":"1","MessageBody":"y",)"
            R"("MessageGroupId":"g","MessageDeduplicationId":"d"}]})");
}

TEST(Protocol, ReadsMessages) {
  const auto read = messages_in(
      R"({"Messages":[{"MessageId":"m","ReceiptHandle":"r","Body":"{}",
          "MD5OfBody":"99914b932bd37a50b983c5e7c90ae93b",
          "Attributes":{"ApproximateReceiveCount":"3","MessageGroupId":"g"}},
          {"MessageId":"n","ReceiptHandle":"s"},{"MessageId":"no receipt"},7]})");
  ASSERT_TRUE(read);
  EXPECT_THAT(*read, ElementsAre(Message{"m", "r", "{}", 3, "g"}, Message{"n", "s", "", 1, ""}));
  EXPECT_EQ(
      messages_in(R"({"n":1e400,"Messages":[{"MessageId":"m","ReceiptHandle":"r"}]})")->size(), 1U);
  EXPECT_TRUE(messages_in("{}")->empty());
  EXPECT_TRUE(messages_in(R"({"Messages":null})")->empty());
  EXPECT_FALSE(messages_in(R"({"Messages":"x"})"));
  for (const char* broken : {"[]", "", "{", R"({"Messages":[{"MessageId":"m"})"})
    EXPECT_FALSE(messages_in(broken)) << broken;
}

TEST(Protocol, TellsABodyThatIsNotWhatItsSumIsOf) {
  // Checksums by md5sum(1); the second is over the UTF-8 bytes.
  const auto is_intact = [](const std::string& body, const std::string& sum) {
    return messages_in(R"({"Messages":[{"MessageId":"m","ReceiptHandle":"r","Body":")" + body +
                       R"(","MD5OfBody":)" + sum + "}]}")
        ->at(0)
        .is_intact;
  };
  EXPECT_TRUE(is_intact("", R"("d41d8cd98f00b204e9800998ecf8427e")"));
  EXPECT_TRUE(is_intact(R"(\u00e9)", R"("66ddcd97cfdeabb2f6fb8a999b4bc76f")"));
  EXPECT_FALSE(is_intact("{}", R"("d41d8cd98f00b204e9800998ecf8427e")"));
  EXPECT_FALSE(is_intact("{}", R"("x")"));
  EXPECT_TRUE(is_intact("{}", R"("")")) << "nothing says what it is";
  EXPECT_TRUE(is_intact("{}", "null"));
}

TEST(Protocol, CountsReceivesWithinReason) {
  const auto count = [](const char* text) {
    const std::string answer =
        R"({"Messages":[{"MessageId":"m","ReceiptHandle":"r","Attributes":{"ApproximateReceiveCount":)" +
        std::string(text) + "}}]}";
    return messages_in(answer)->at(0).receive_count;
  };
  EXPECT_EQ(count(R"("2")"), 2);
  EXPECT_EQ(count(R"("0")"), 1);
  EXPECT_EQ(count(R"("99999999999")"), 1'000'000);
  EXPECT_EQ(count(R"("-1")"), 1);
  EXPECT_EQ(count("5"), 1);
}

TEST(Protocol, ReadsHowEachEntryFared) {
  const auto results =
      entry_results(R"({"Successful":[{"Id":"2","MessageId":"m"},{"Id":"9"},{"Id":"x"}],
               "Failed":[{"Id":"0","Code":"ReceiptHandleIsInvalid","Message":"w","SenderFault":true}]})",
                    3);
  EXPECT_THAT(results, ElementsAre(EntryResult{false, "", "ReceiptHandleIsInvalid", "w", true},
                                   EntryResult{}, EntryResult{true, "m", "", "", false}));
  EXPECT_EQ(entry_results(R"({"Failed":7,"Successful":{"Id":"0"}})", 1).size(), 1U);
  EXPECT_THAT(entry_results(R"({"Successful":[{"Id":"0"}])", 1), ElementsAre(EntryResult{}))
      << "cut off";
}

TEST(Protocol, ReadsAttributes) {
  EXPECT_EQ(attributes_in(R"({"Attributes":{"VisibilityTimeout":"90","RedrivePolicy":"{}",
              "ApproximateNumberOfMessages":"5","ApproximateNumberOfMessagesNotVisible":"2"}})"),
            (QueueAttributes{90s, true, 5, 2}));
  EXPECT_EQ(attributes_in(R"({"Attributes":{"VisibilityTimeout":"99999999"}})"), QueueAttributes{});
  EXPECT_EQ(attributes_in("{}"), QueueAttributes{});
  EXPECT_EQ(attributes_in(R"({"Attributes":{"VisibilityTimeout":"90")"), QueueAttributes{});
}

}  // namespace
}  // namespace streamctl::sqs
