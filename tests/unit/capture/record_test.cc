#include "capture/record.h"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/json_string.h"
#include "core/text.h"
#include "core/time_text.h"

namespace streamctl::capture {
namespace {

using testing::HasSubstr;

Record sample() {
  Record record;
  record.received_at = *parse_rfc3339("2026-11-23T17:00:00.123456Z");
  record.verified = true;
  record.webhook_id = "1c9e-42";
  record.attempt = 2;
  record.type = "call.created";
  record.call_cid = "default:standup";
  record.remote = "127.0.0.1:51234";
  record.headers = {{"X-Webhook-Id", "1c9e-42"}, {"X-Signature", "abc"}};
  record.body = R"({"type":"call.created"})";
  return record;
}

std::string line_of(const Record& record) {
  std::string line;
  append_line(record, line);
  return line;
}

TEST(Record, IsOneLineWithTheFieldsOfTheFormatInOrder) {
  EXPECT_EQ(
      line_of(sample()),
      R"({"kind":"event","v":1,"received_at":"2026-11-23T17:00:00.123456Z","transport":"webhook",)"
      R"("verified":true,"webhook_id":"1c9e-42","attempt":2,"type":"call.created",)"
      R"("call_cid":"default:standup","remote":"127.0.0.1:51234",)"
      R"("headers":{"X-Webhook-Id":"1c9e-42","X-Signature":"abc"},)"
      R"("body":"{\"type\":\"call.created\"}"})"
      "\n");
}

TEST(Record, ReadsWhatItWrote) {
  const std::vector<std::string> bodies{
      "{}",
      "",
      R"({"type":"call.created","n":["a",""]})",
      R"({"path":"C:\\","quote":"\""})",
      "{\"a\":\"\xF0\x9F\x98\x80 \xE2\x80\xAE \xC2\x9B \\u0000 \x7F\"}",
      std::string("\0\x01\n\r\t\"\\", 7),
      "not utf-8: \xFF\xFE",
      "\xF3\xB0\x80\x80",  // A private-use character beyond the basic plane.
      std::string(300000, '"')};
  for (const std::string& body : bodies) {
    Record record = sample();
    record.body = body;
    const std::string line = line_of(record);
    SCOPED_TRACE(printable(line.substr(0, 400)));
    const auto read = parse_line(line);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(*read, record);
    EXPECT_TRUE(parse_json(line));
    EXPECT_EQ(line.find('\n'), line.size() - 1);
  }
}

TEST(Record, CannotDriveATerminal) {
  Record record = sample();
  record.body =
      "{\"x\":\"\x1B[2J \xC2\x9B"
      "31m \xE2\x80\xAE \x7F\"}";
  record.webhook_id = "\x1B]0;gotcha\x07";
  record.headers.add("X-Evil", "\x1B[31m \xFF");
  std::string line = line_of(record);
  line.pop_back();
  EXPECT_EQ(printable(line), line);
}

TEST(Record, WritesABodyThatIsNotUtf8AsBase64) {
  Record record = sample();
  record.body = "\xFF\x01";
  EXPECT_THAT(line_of(record), HasSubstr(R"(,"body_base64":"/wE="})"));
}

TEST(Record, NeverHoldsTheCredentialsOfTheSender) {
  Record record = sample();
  record.headers = {
      {"authorization", "Bearer hush"}, {"Proxy-Authorization", "hush"}, {"COOKIE", "hush"},
      {"X-Amz-Security-Token", "hush"}, {"X-Auth-Token", "hush"},        {"x-api-key", "key"}};
  EXPECT_THAT(line_of(record), HasSubstr(R"("headers":{"X-Api-Key":"key"})"));
}

TEST(Record, JoinsHeadersOfOneName) {
  Record record = sample();
  record.headers = {{"x-a", "1"}, {"X-B", "2"}, {"X-A", "3"}};
  EXPECT_THAT(line_of(record), HasSubstr(R"("headers":{"X-A":"1, 3","X-B":"2"})"));
}

TEST(Record, ReadsALineWithOnlyWhatIsNeeded) {
  const auto read = parse_line(R"({"kind":"event","type":"x","body":"{}","more":[1]})");
  ASSERT_TRUE(read) << read.error().what;
  Record expected;
  expected.type = "x";
  expected.body = "{}";
  EXPECT_EQ(*read, expected);
}

TEST(Record, SaysWhatIsWrongWithALine) {
  struct Row {
    std::string line;
    std::string what;
  };
  const std::vector<Row> rows{
      {"", "not valid JSON"},
      {"[]", "not a JSON object"},
      {R"({"kind":"event","type":"x","body":"{}")", "not valid JSON"},
      {R"({"type":"x","body":"{}"})", "it has no 'kind'"},
      {R"({"kind":"summary"})", "its kind is 'summary', not 'event'"},
      {R"({"kind":7})", "'kind' is not a string"},
      {R"({"kind":"event","v":2,"type":"x","body":""})",
       "it is of version 2 of the capture format"},
      {R"({"kind":"event","v":"1","type":"x","body":""})", "'v' is not a number"},
      {R"({"kind":"event","body":"{}"})", "it has no 'type'"},
      {R"({"kind":"event","type":"x"})", "it has no 'body'"},
      {R"({"kind":"event","type":"x","body":"","body_base64":""})",
       "it has both 'body' and 'body_base64'"},
      {R"({"kind":"event","type":"x","body":{}})", "'body' is not a string"},
      {R"({"kind":"event","type":"x","body_base64":"?"})", "'body_base64' is not base64"},
      {R"({"kind":"event","type":[],"body":""})", "'type' is not a string"},
      {R"({"kind":"event","type":"x","body":"","attempt":0})", "'attempt' is not a number from 1"},
      {R"({"kind":"event","type":"x","body":"","attempt":1e9})", "'attempt' is not a number"},
      {R"({"kind":"event","type":"x","body":"","verified":1})", "'verified' is not true or false"},
      {R"({"kind":"event","type":"x","body":"","received_at":"today"})",
       "'received_at' is not an RFC 3339 time from 1678 to 2261"},
      {R"({"kind":"event","type":"x","body":"","transport":"pigeon"})",
       "'transport' is not webhook, websocket or sqs"},
      {R"({"kind":"event","type":"x","body":"","headers":[]})", "'headers' is not an object"},
      {R"({"kind":"event","type":"x","body":"","headers":{"a":1}})",
       "'headers' is not an object of strings"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.line);
    const auto read = parse_line(row.line);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::config);
    EXPECT_THAT(read.error().what, HasSubstr(row.what));
  }
}

TEST(JsonString, LeavesOutAsItWasWhenTheTextIsNotUtf8) {
  std::string out = "before";
  EXPECT_FALSE(append_json_string("ab\xC3", out));
  EXPECT_EQ(out, "before");
  append_json_string_repaired("ab\xC3\"", out);
  EXPECT_EQ(out, "before\"ab\xEF\xBF\xBD\\\"\"");
}

// The scanner processes eight bytes at a time: test every byte at every offset, in texts of every
// length.
TEST(JsonString, EscapesEachByteWhereverItStands) {
  for (int byte = 0; byte < 0x80; ++byte) {
    for (std::size_t place = 0; place < 17; ++place) {
      std::string text(17, 'a');
      text[place] = static_cast<char>(byte);
      std::string out;
      ASSERT_TRUE(append_json_string(text, out));
      const bool escaped = byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7F;
      ASSERT_EQ(out.size() > text.size() + 2, escaped) << byte << " at " << place;
      ASSERT_EQ(Json::parse(out).get<std::string>(), text) << byte << " at " << place;
    }
  }
}

// Where the processor can, 32 bytes are escaped at a time, and the rest of a text as well.
TEST(JsonString, EscapesTheSameInTextsOfEveryLength) {
  const std::string plain =
      R"({"type":"call.created","call_cid":"default:a","path":"C:\\new\","n":[1,2,3],"s":""})"
      R"("""""""""""""""""""""""""""""""""""""""""""" \\\\\\\\\\\\\\\\\\\\ ~})";
  for (std::size_t begin = 0; begin < 40; ++begin) {
    for (std::size_t size = 0; begin + size <= plain.size(); ++size) {
      const std::string text = plain.substr(begin, size);
      std::string expected = "\"";
      for (const char c : text)
        expected += (c == '"' || c == '\\' ? "\\" : "") + std::string(1, c);
      std::string out;
      ASSERT_TRUE(append_json_string(text, out));
      ASSERT_EQ(out, expected + "\"") << begin << ", " << size;
      for (const std::string_view other : {"\n", "\x7F", "\xC3\xA9", "\xE2\x80\xAE"}) {
        const std::string mixed = text + std::string(other) + plain;
        out.clear();
        ASSERT_TRUE(append_json_string(mixed, out));
        ASSERT_EQ(Json::parse(out).get<std::string>(), mixed) << begin << ", " << size;
      }
    }
  }
}

TEST(JsonString, GivesLongTextsBackExactly) {
  std::string text;
  for (int n = 0; n < 3000; ++n)
    text +=
        "\x1b\"\\gr\xC3\xB6\xC3\x9F"
        "e \xF0\x9F\x8E\x88\xE2\x80\xAE" +
        std::string(static_cast<std::size_t>(n % 11), 'x');
  std::string out;
  ASSERT_TRUE(append_json_string(text, out));
  EXPECT_EQ(Json::parse(out).get<std::string>(), text);
  EXPECT_EQ(printable(out), out);
}

}  // namespace
}  // namespace streamctl::capture
