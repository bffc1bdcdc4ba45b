#include "capture/source.h"

#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/encoding.h"
#include "net/gzip.h"

namespace streamctl::capture {
namespace {

/// "type call body" for each event, "!message" for each malformed value, "!!message" for a read
/// error.
std::vector<std::string> all(const std::string& text) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  std::jthread writer([&text, fd = ends[1]] {
    const FileDescriptor end(fd);
    write_all(fd, text);
  });
  EventSource source(ValueReader("x.json", FileDescriptor(ends[0])));
  std::vector<std::string> found;
  while (found.size() < 50) {
    const auto next = source.next();
    if (std::holds_alternative<EndOfInput>(next)) break;
    if (const auto* record = std::get_if<Record>(&next))
      found.push_back(record->type + " " + record->call_cid + " " + record->body);
    if (const auto* malformed = std::get_if<Malformed>(&next))
      found.push_back("!" + malformed->error.what);
    if (const auto* unreadable = std::get_if<Unreadable>(&next))
      found.push_back("!!" + unreadable->error.what);
  }
  return found;
}

using Found = std::vector<std::string>;

const char* const event = R"({"type":"call.ended","call_cid":"default:a","n":1})";
const std::string seen = std::string("call.ended default:a ") + event;
const std::string record =
    R"({"kind":"event","v":1,"received_at":"2026-11-23T17:00:00.000000Z","transport":"webhook","verified":true,)"
    R"("webhook_id":"w","attempt":1,"type":"call.ended","call_cid":"default:a","remote":"127.0.0.1:1","headers":{},)"
    R"("body":"{\"type\":\"call.ended\",\"call_cid\":\"default:a\",\"n\":1}"})";

TEST(EventSource, ReadsWhateverHoldsEvents) {
  const std::string encoded = base64_text(event);
  const std::string quoted = R"({\"type\":\"call.ended\",\"call_cid\":\"default:a\",\"n\":1})";
  struct Row {
    const char* name;
    std::string text;
    Found expected;
  };
  const Row rows[] = {
      {"nothing", "", {}},
      {"a capture", record + "\n" + record + "\n", {seen, seen}},
      {"a capture as an array", "[" + record + ",\n" + record + "]", {seen, seen}},
      {"what listen prints",
       R"({"kind":"listening","url":"http://x/"})" + std::string("\n") + record + "\n",
       {seen}},
      {"one event", event, {seen}},
      {"JSON Lines of events", std::string(event) + "\n" + event + "\n", {seen, seen}},
      {"an array of events", "[" + std::string(event) + "," + event + "]", {seen, seen}},
      {"an SQS body", encoded, {seen}},
      {"an SQS body in quotes", "\"" + encoded + "\"", {seen}},
      {"an SNS envelope",
       R"({"Type":"Notification","MessageId":"m","TopicArn":"a","Message":")" + encoded + "\"}",
       {seen}},
      {"aws sqs receive-message",
       "{\n \"Messages\": [\n  {\"MessageId\": \"m\", \"Body\": \"" + quoted + "\"},\n  " +
           R"({"MessageId": "m", "Body": ")" + encoded + "\"}\n ]\n}\n",
       {seen, seen}},
      {"several on a line",
       std::string(event) + event + "\n" + event + " " + record + "\n[" + event + ", " + record +
           "]," + event + "\n",
       {seen, seen, seen, seen, seen, seen, seen}},
      {"a sequence of RFC 7464",
       "\x1e" + std::string(event) + "\n\x1e" + event + "\n",
       {seen, seen}},
      {"an array in an array", "[[" + std::string(event) + "],[" + record + "]]", {seen, seen}},
      {"a log of AWS",
       R"({"events":[{"timestamp":1,"message":")" + quoted + R"("},{"message":")" + quoted +
           "\"}]}",
       {seen, seen}},
      {"a list in an object", "{\"data\": [" + std::string(event) + "], \"total\": 1}", {seen}},
      {"server-sent events",
       "event: ready\ndata: {}\n\nid: 1\ndata: " + std::string(event) + "\n",
       {seen}},
      {"EventBridge",
       R"({"version":"0","detail-type":"x","detail":)" + std::string(event) + "}",
       {seen}},
      {"Pub/Sub",
       R"({"message":{"data":")" + encoded + R"(","messageId":"1"},"subscription":"s"})",
       {seen}},
      {"a Lambda's records",
       R"({"Records":[{"messageId":"m","body":")" + encoded +
           R"("},{"Sns":{"MessageId":"m","Message":")" + encoded + "\"}}]}",
       {seen, seen}},
      {"Kinesis",
       R"({"Records":[{"kinesis":{"kinesisSchemaVersion":"1.0","partitionKey":"1","data":")" +
           encoded + R"(","approximateArrivalTimestamp":1545084650.987},"eventID":"s:1"},)" +
           R"({"kinesis":{"data":")" + encoded + "\"}}]}",
       {seen, seen}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(all(row.text), row.expected);
  }
}

TEST(EventSource, OneWrongValueCostsNoOther) {
  const std::string text = std::string(event) + "{\"a\":1}" + event + "\n";
  EXPECT_EQ(all(text), (Found{"!x.json:1: not an event: it has no 'type'", seen, seen}));
}

TEST(EventSource, ReadsAllValidJsonByteForByte) {
  const std::string deep = std::string(5'000, '[') + std::string(5'000, ']');
  for (const std::string& value : {std::string("18446744073709551616"), std::string("1e400"),
                                   std::string(R"("\ud800\/")"), deep}) {
    const std::string body = R"({"type":"t","call_cid":"c","n":)" + value + "}";
    const Found expected{"t c " + body};
    EXPECT_EQ(all(body), expected);
    EXPECT_EQ(all("[" + body + "]"), expected);
    EXPECT_EQ(all(R"({"Message":")" + base64_text(body) +
                  R"(","MessageId":"m","TopicArn":"a","n":)" + value + "}"),
              expected);
    // An unknown field.
    EXPECT_EQ(all(record.substr(0, record.size() - 1) + R"(,"later":)" + value + "}"), Found{seen});
  }
}

TEST(EventSource, ReadsHttpMessagesAndBase64InLines) {
  const std::string body(event);
  const std::string message = "POST /hook HTTP/1.1\r\nHost: x\r\n\r\n" + body + "\r\n";
  EXPECT_EQ(all(message + message), (Found{seen, seen}));
  EXPECT_EQ(all("POST /hook HTTP/1.1\nHost: x\n"),
            Found{"!x.json: looks like an HTTP message; its body alone is the event"});
  const std::string indented = "{\n  \"type\": \"t\",\n  \"call_cid\": \"c\"\n}";
  EXPECT_EQ(all("### one\nPOST {{host}}/hook\nHost: x\n\n" + indented +
                "\n\n### two\n# again\nPOST /hook\n\n" + indented + "\n"),
            (Found{"t c " + indented, "t c " + indented}));
  const std::string packed =
      "POST /hook HTTP/1.1\r\nContent-Encoding: gzip\r\n\r\n" + net::gzip(body);
  EXPECT_EQ(all(packed), Found{seen});
  EXPECT_EQ(all(packed + packed + "\r\n" + message), (Found{seen, seen, seen}));
  EXPECT_EQ(all(packed.substr(0, packed.size() - 1)),
            (Found{"!x.json:4: its gzip is damaged or cut short",
                   "!x.json: looks like an HTTP message; its body alone is the event"}));
  const std::string large = R"({"type":"t","call_cid":"c","n":")" + std::string(200, 'n') + "\"}";
  for (const std::size_t width : {64U, 76U}) {
    std::string wrapped = base64_text(large);
    for (std::size_t at = width; at < wrapped.size(); at += width + 1)
      wrapped.insert(at, "\n");
    wrapped += "\n";
    EXPECT_EQ(all(wrapped), Found{"t c " + large});
    EXPECT_EQ(all(wrapped + wrapped), (Found{"t c " + large, "t c " + large}));
    EXPECT_EQ(all(wrapped + body), (Found{"t c " + large, seen}));
  }
  // One event a line, of that very width.
  const std::string narrow = R"({"type":"t","call_cid":"c","n":"nnnnnnnnnnnnnn"})";
  ASSERT_EQ(base64_text(narrow).size(), 64U);
  EXPECT_EQ(all(base64_text(narrow) + "\n" + base64_text(narrow)),
            (Found{"t c " + narrow, "t c " + narrow}));
}

TEST(EventSource, NamesALineThatIsWrongAndGoesOn) {
  const std::string good = std::string(event) + "\n";
  const std::pair<std::string, const char*> rows[] = {
      {"{\"type\":\n", "!x.json:2: not valid JSON at column 9: it is cut short"},
      {"{\"a\":1}\n", "!x.json:2: not an event: it has no 'type'"},
      {record.substr(0, 40) + "\n", "!x.json:2: not valid JSON at column 41: it is cut short"},
      {R"({"kind":"event","v":1,"type":"x"})" + std::string("\n"), "!x.json:2: it has no 'body'"},
      {"nonsense!\n", "!x.json:2: not valid JSON"},
      {"no JSON\n", "!x.json:2: not valid JSON"},
      {"7\n", "!x.json:2: a number, not an event"},
      {"null\n", "!x.json:2: null, not an event"},
      {"[7]\n", "!x.json:2: an array without events"},
      {"{\"type\":\"J\xFCrgen\"}\n",
       "!x.json:2: looks like Latin-1 or Windows-1252 text; convert it with 'iconv -f WINDOWS-1252 "
       "-t "
       "UTF-8'"},
      {"{'type': 'call.ended'}\n",
       "!x.json:2: looks like a Python or JavaScript literal; print it as JSON, with json.dumps or "
       "JSON.stringify"},
  };
  for (const auto& [bad, what] : rows) {
    SCOPED_TRACE(bad);
    EXPECT_EQ(all(good + bad + good), (Found{seen, what, seen}));
  }
}

}  // namespace
}  // namespace streamctl::capture
