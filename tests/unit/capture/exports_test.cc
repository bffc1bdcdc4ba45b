// Exports of other tools, in the forms of their documentation, and the deliveries they contain.
#include "capture/exports.h"

#include <deque>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "capture/expander.h"
#include "core/encoding.h"
#include "core/time_text.h"
#include "net/gzip.h"

namespace streamctl::capture {
namespace {

const std::string event =
    R"({"type":"call.ended","created_at":"2026-04-08T14:23:35Z","n":"1 < 2 \u00fc"})";
const std::string quoted = Json(event).dump();
const std::string encoded = base64_text(event);

/// "BODY|ID|ATTEMPT|TIME|SENDER|SIGNATURE" for each event; "!WHY" for an error.
std::vector<std::string> all(const std::string& text) {
  Expander expander;
  std::deque<Record> records;
  std::vector<std::string> found;
  if (auto expanded = expander.expand(text, records); !expanded)
    found.push_back("!" + expanded.error().what);
  for (const Record& record : records) {
    const std::string* const signature = record.headers.find("X-Signature");
    found.push_back((record.body == event ? "event" : record.body) + "|" + record.webhook_id + "|" +
                    std::to_string(record.attempt) + "|" +
                    (record.received_at == WallTime{} ? "" : rfc3339_trimmed(record.received_at)) +
                    "|" + record.remote + "|" + (signature == nullptr ? "" : *signature));
    EXPECT_EQ(record.type, "call.ended");
  }
  return found;
}

using Found = std::vector<std::string>;

const char* const fields = R"({"X-Webhook-Id":"w","X-Webhook-Attempt":"2","X-Signature":"ab"})";
const char* const lists =
    R"({"X-Webhook-Id":["w"],"X-Webhook-Attempt":["2"],"X-Signature":["ab"]})";
const char* const pairs =
    R"([{"name":"x-webhook-id","value":"w"},{"name":"X-WEBHOOK-ATTEMPT","value":"2"},{"name":"X-Signature","value":"ab"}])";

std::string with(std::string text, const std::string& placeholder, const std::string& value) {
  for (auto at = text.find(placeholder); at != std::string::npos;
       at = text.find(placeholder, at + value.size()))
    text.replace(at, placeholder.size(), value);
  return text;
}

/// Replaces $FIELDS, $LISTS, $PAIRS, $TEXT (a JSON string), $BASE64 and $EVENT in a text.
std::string filled(std::string text) {
  text = with(std::move(text), "$FIELDS", fields);
  text = with(std::move(text), "$LISTS", lists);
  text = with(std::move(text), "$PAIRS", pairs);
  text = with(std::move(text), "$TEXT", quoted);
  text = with(std::move(text), "$BASE64", encoded);
  return with(std::move(text), "$EVENT", event);
}

struct Row {
  const char* tool;
  std::string text;
  const char* expected;
};

TEST(Exports, GiveTheBodyByteForByteWithItsFields) {
  const std::string message = "POST /hook HTTP/1.1\r\nX-Webhook-Id: w\r\n\r\n" + event;
  const Row rows[] = {
      {"HAR",
       R"({"log":{"version":"1.2","creator":{"name":"x"},"entries":[
         {"startedDateTime":"2026-04-08T14:23:36.000Z","time":12,"request":{"method":"GET","headers":[]},"response":{"content":{"text":"{}"}}},
         {"startedDateTime":"2026-04-08T14:23:36.5+02:00","time":12,"request":{"method":"POST","headers":$PAIRS,
          "postData":{"mimeType":"application/json","text":$TEXT}},"response":{"status":200,"headers":[]}}]}})",
       "event|w|2|2026-04-08T12:23:36.5Z||ab"},
      {"HAR with base64",
       R"({"log":{"entries":[{"request":{"headers":$PAIRS,"postData":{"encoding":"base64","text":"$BASE64"}}}]}})",
       "event|w|2|||ab"},
      {"ngrok's inspector",
       R"({"uri":"/api/requests/http","requests":[{"uri":"/api/requests/http/airt_1","id":"airt_1","tunnel_name":"t",
         "remote_addr":"1.2.3.4","start":"2026-04-08T14:23:36-07:00","duration":3,
         "request":{"method":"POST","headers":$LISTS,"uri":"/hook","raw":")" +
           base64_text(message) + R"("},"response":{"headers":{},"raw":"SFRUUA=="}}]})",
       "event|w|2|2026-04-08T21:23:36Z|1.2.3.4|ab"},
      {"ngrok, of a chunked body",
       R"({"requests":[{"tunnel_name":"t","request":{"headers":$LISTS,"raw":")" +
           base64_text("POST /hook HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n" +
                       event.substr(0, 5) + "\r\n47\r\n" + event.substr(5) + "\r\n0\r\n\r\n") +
           "\"}}]}",
       "event|w|2|||ab"},
      {"one request of ngrok's",
       R"({"id":"airt_1","start":"2026-04-08T14:23:36Z","request":{"headers":$LISTS,"raw":")" +
           base64_text(message) + "\"}}",
       "event|w|2|2026-04-08T14:23:36Z||ab"},
      {"webhook.site",
       R"({"data":[{"uuid":"u","type":"web","token_id":"t","ip":"1.2.3.4","method":"POST","content":$TEXT,
         "headers":$LISTS,"created_at":"2026-04-08 14:23:36"}],"total":1})",
       "event|w|2|2026-04-08T14:23:36Z|1.2.3.4|ab"},
      {"one request of webhook.site",
       R"({"uuid":"u","type":"web","content":$TEXT,"headers":$LISTS})", "event|w|2|||ab"},
      {"API Gateway, version 1",
       R"({"resource":"/","path":"/hook","httpMethod":"POST","headers":$FIELDS,"multiValueHeaders":$LISTS,
         "requestContext":{"requestTimeEpoch":1775658216000,"identity":{"sourceIp":"1.2.3.4"}},
         "body":$TEXT,"isBase64Encoded":false})",
       "event|w|2|2026-04-08T14:23:36Z|1.2.3.4|ab"},
      {"API Gateway, version 2, and a function's URL",
       R"({"version":"2.0","routeKey":"$default","rawPath":"/","headers":$FIELDS,
         "requestContext":{"http":{"method":"POST","sourceIp":"1.2.3.4"},"timeEpoch":1775658216000},
         "body":"$BASE64","isBase64Encoded":true})",
       "event|w|2|2026-04-08T14:23:36Z|1.2.3.4|ab"},
      {"a load balancer of AWS",
       R"({"requestContext":{"elb":{"targetGroupArn":"a"}},"httpMethod":"POST","path":"/","multiValueHeaders":$LISTS,
         "body":$TEXT,"isBase64Encoded":false})",
       "event|w|2|||ab"},
      {"AWS, compressed",
       R"({"headers":$FIELDS,"requestContext":{},"isBase64Encoded":true,"body":")" +
           base64_text(net::gzip(event)) + "\"}",
       "event|w|2|||ab"},
      {"Svix Play",
       R"({"iterator":null,"data":[{"id":"m","method":"POST","created_at":"2026-04-08T14:23:36Z","ip":"1.2.3.4",
         "body":"$BASE64","headers":$FIELDS}]})",
       "event|w|2|2026-04-08T14:23:36Z|1.2.3.4|ab"},
      {"RequestBin",
       R"([{"id":"r","time":1775658216.5,"method":"POST","headers":$FIELDS,"body":$TEXT}])",
       "event|w|2|2026-04-08T14:23:36.5Z||ab"},
      {"Pipedream",
       R"({"steps":{"trigger":{"event":{"method":"POST","headers":$FIELDS,"bodyRaw":$TEXT,"body":{"type":"x"}}}}})",
       "event|w|2|||ab"},
      {"Request Baskets",
       R"({"requests":[{"date":1775658216000,"header":$LISTS,"content_length":9,"body":$TEXT,"method":"POST"}],"count":1})",
       "event|w|2|2026-04-08T14:23:36Z||ab"},
      {"WireMock",
       R"({"requests":[{"id":"i","request":{"method":"POST","clientIp":"1.2.3.4","headers":$FIELDS,"body":"?",
         "bodyAsBase64":"$BASE64","loggedDate":1775658216000},"responseDefinition":{"status":200}}]})",
       "event|w|2|2026-04-08T14:23:36Z|1.2.3.4|ab"},
      {"Postman",
       R"({"info":{"name":"c"},"item":[{"item":[{"name":"n","request":{"method":"POST",
         "header":[{"key":"X-Webhook-Id","value":"w"}],"body":{"mode":"raw","raw":$TEXT}}}]}]})",
       "event|w|1|||"},
      {"Postman, without fields",
       R"({"info":{"name":"c"},"item":[{"name":"n","request":{"method":"POST",
         "body":{"mode":"raw","raw":$TEXT}}}]})",
       "event||1|||"},
      {"a request of Postman", R"({"method":"POST","header":[],"body":{"mode":"raw","raw":$TEXT}})",
       "event||1|||"},
      {"Insomnia",
       R"({"_type":"export","resources":[{"_type":"workspace"},{"_type":"request","method":"POST",
         "headers":$PAIRS,"body":{"mimeType":"application/json","text":$TEXT}}]})",
       "event|w|2|||ab"},
      {"Charles",
       R"([{"request":{"header":{"headers":$PAIRS},"body":{"text":$TEXT}},"times":{"start":"2026-04-08T14:23:36Z"}}])",
       "event|w|2|2026-04-08T14:23:36Z||ab"},
      {"httpbin",
       R"({"args":{},"data":$TEXT,"headers":$FIELDS,"json":{"type":"x"},"origin":"1.2.3.4"})",
       "event|w|2||1.2.3.4|ab"},
      {"node's rawHeaders and Buffer",
       R"({"rawHeaders":["X-Webhook-Id","w","X-Signature","ab"],"rawBody":)" +
           [] {
             Json bytes = Json::array();
             for (const char byte : event)
               bytes.push_back(static_cast<unsigned char>(byte));
             return Json{{"type", "Buffer"}, {"data", bytes}}.dump();
           }() +
           "}",
       "event|w|1|||ab"},
      {"headers and body alone", R"({"headers":$FIELDS,"body":$TEXT})", "event|w|2|||ab"},
      {"headers as text", R"({"Headers":)" + Json(fields).dump() + R"(,"Body":$TEXT})",
       "event|w|2|||ab"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.tool);
    EXPECT_EQ(all(filled(row.text)), Found{row.expected});
  }
}

TEST(Exports, UseABodyThatWasParsedAndCountIt) {
  const std::string parsed = Json::parse(event).dump();
  const Row rows[] = {
      {"smee",
       R"({"host":"smee.io","x-signature":"ab","x-webhook-id":"w","content-type":"application/json",
         "body":$EVENT,"query":{},"timestamp":1775658216000})",
       "|w|1|2026-04-08T14:23:36Z||ab"},
      {"smee's stream",
       R"(data: {"x-signature":"ab","x-webhook-id":"w","body":$EVENT,"timestamp":1775658216000})",
       "|w|1|2026-04-08T14:23:36Z||ab"},
      {"Hookdeck",
       R"({"pagination":{},"count":1,"models":[{"id":"e","created_at":"2026-04-08T14:23:36Z",
         "data":{"headers":$FIELDS,"path":"/","query":"","body":$EVENT}}]})",
       "|w|2|2026-04-08T14:23:36Z||ab"},
      {"MockServer",
       R"([{"httpRequest":{"method":"POST","headers":{"X-Webhook-Id":["w"]},"body":{"type":"JSON","json":$EVENT}}}])",
       "|w|1|||"},
      {"a log of Google's", R"([{"insertId":"1","jsonPayload":$EVENT}])", "||1|||"},
      {"Elasticsearch", R"({"_id":"1","_source":{"message":$EVENT}})", "||1|||"},
      {"a handler's log", R"({"level":30,"msg":"got it","body":$EVENT})", "||1|||"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.tool);
    EXPECT_EQ(all(filled(row.text)), Found{parsed + row.expected});
    Expander expander;
    std::deque<Record> records;
    EXPECT_TRUE(expander.expand(filled(row.text), records).ok());
    EXPECT_EQ(expander.parsed(), 1U);
  }
}

TEST(Exports, PassOverRequestsThatAreNotOfStream) {
  const std::string other = R"({"headers":{"User-Agent":"x"},"body":"{\"a\":1}"})";
  const std::string broken = R"({"headers":{"X-Webhook-Id":"w"},"body":"{\"a\":1}"})";
  EXPECT_EQ(all(filled(R"({"requests":[)" + other + R"(,{"headers":$FIELDS,"body":$TEXT}]})")),
            Found{"event|w|2|||ab"});
  EXPECT_EQ(all(filled(R"({"requests":[)" + broken + R"(,{"headers":$FIELDS,"body":$TEXT}]})")),
            (Found{"!not an event: it has no 'type'", "event|w|2|||ab"}));
  EXPECT_EQ(all(R"({"requests":[)" + other + "]}"),
            Found{"!requests in which no request carries an event"});
  EXPECT_EQ(all(R"({"log":{"entries":[{"request":{"headers":[]}}]}})"),
            Found{"!a HAR file without the body of a request"});
}

TEST(Exports, LeaveEventsAlone) {
  for (const char* text :
       {R"({"type":"message.new","message":{"text":"hi","data":{"type":"x"}},"request":{"a":1}})",
        R"({"type":"custom","custom":{"headers":{},"body":"{}"},"data":[1,{"b":2}]})",
        R"({"type":"call.created","items":[],"event":"x","log":null})"}) {
    SCOPED_TRACE(text);
    EXPECT_TRUE(kept_requests(Json::parse(text)).empty());
    Expander expander;
    std::deque<Record> records;
    EXPECT_TRUE(expander.expand(text, records).ok());
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].body, text);
    EXPECT_EQ(expander.parsed(), 0U);
  }
}

}  // namespace
}  // namespace streamctl::capture
