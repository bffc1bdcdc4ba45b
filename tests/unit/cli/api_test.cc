#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/test_host.h"
#include "core/json.h"
#include "net/scripted_peer.h"

namespace streamctl::cli {
namespace {

using testing::answer;
using testing::Given;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::PeerRequest;
using testing::Ran;
using testing::run_streamctl;
using testing::ScriptedPeer;
using testing::Step;

Given at(const ScriptedPeer& peer) {
  Given given;
  given.environment["STREAM_BASE_URL"] = "http://127.0.0.1:" + std::to_string(peer.port());
  return given;
}

Step raw(const std::string& head, const std::string& body) {
  return {
      "HTTP/1.1 " + head + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body,
      Step::Then::keep,
      {}};
}

/// The request that `arguments` send: "METHOD target", and the body on a second line if any.
std::string sent(std::vector<std::string> arguments) {
  ScriptedPeer peer({answer(200, "{}")});
  arguments.insert(arguments.begin(), "api");
  const Ran ran = run_streamctl(arguments, at(peer));
  EXPECT_EQ(ran.code, 0) << ran.err;
  if (peer.requests().size() != 1) return "none";
  const PeerRequest request = peer.requests()[0];
  std::string text = request.head.substr(0, request.head.find(" HTTP/"));
  const auto key = text.find("?api_key=key");
  if (key != std::string::npos) text.erase(key, 12);
  return text + (request.body.empty() ? "" : "\n" + request.body);
}

TEST(Api, SendsWhatItIsGiven) {
  const struct {
    std::vector<std::string> arguments;
    const char* sent;
  } rows[] = {
      {{"GET", "/app"}, "GET /api/v2/app"},
      {{"/app"}, "GET /api/v2/app"},
      {{"app"}, "GET /api/v2/app"},
      {{"get", "/api/v2/app"}, "GET /api/v2/app"},
      {{"-X", "DELETE", "/devices"}, "DELETE /api/v2/devices"},
      {{"video/call/default/a b"}, "GET /api/v2/video/call/default/a%20b"},
      {{"/video/call/default/a%2Fb"}, "GET /api/v2/video/call/default/a%2Fb"},
      {{"/video/call/default/\xc3\xa9#x"}, "GET /api/v2/video/call/default/%C3%A9%23x"},
      {{"/app", "-q", "a=b c", "-q", "a=", "-q", "b=x=y&z"},
       "GET /api/v2/app&a=b%20c&a=&b=x%3Dy%26z"},
      {{"/app?x=%31&y", "-q", "z=1"}, "GET /api/v2/app&x=1&y=&z=1"},
      {{"POST", "/x"}, "POST /api/v2/x\n{}"},
      {{"DELETE", "/x", "-f", "id=d"}, "DELETE /api/v2/x&id=d"},
      {{"/x", "-f", "a.b=1", "-f", "a.c:=[1.50]"},
       "POST /api/v2/x\n{\"a\":{\"b\":\"1\",\"c\":[1.50]}}"},
      {{"PATCH", "/x", "-d", "{\"a\": 1,\t\"a\": 2}"}, "PATCH /api/v2/x\n{\"a\": 1,\t\"a\": 2}"},
      {{"/x", "-d", "{\"a\":{\"b\":1}}", "-f", "a.c=2"},
       "POST /api/v2/x\n{\"a\":{\"b\":1,\"c\":\"2\"}}"},
      {{"/x", "-d", "[1]"}, "POST /api/v2/x\n[1]"},
      {{"GET", "/x", "-f", "a.b=1", "-f", "c=d", "-f", "e:=true"},
       "GET /api/v2/x&a=%7B%22b%22%3A%221%22%7D&c=d&e=true"},
      {{"/video/call/a/b", "--as-user", "john"}, "GET /video/call/a/b"},
      {{"/users", "--as-user", "john"}, "GET /video/users"},
      {{"/video/users", "--as-user", "john"}, "GET /video/users"},
      {{"/api/v2/users", "--as-user", "john"}, "GET /api/v2/users"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(sent(row.arguments), row.sent);
}

TEST(Api, RefusesWhatMakesNoSense) {
  const struct {
    std::vector<std::string> arguments;
    const char* said;
  } rows[] = {
      {{}, "PATH is missing"},
      {{"GET"}, "PATH is missing"},
      {{"FETCH", "/app"}, "no method"},
      {{"GET", "/app", "-X", "POST"}, "--method"},
      {{"/video/call/{type}/{id}"}, "'{type}' is not filled in"},
      {{"/video/call/default/"}, "is a variable not set?"},
      {{"/video//call"}, "is a variable not set?"},
      {{"/video/../app"}, "'..'"},
      {{"/video/%2e%2E/app"}, "'%2e%2E'"},
      {{"https://x.example/app"}, "--base-url"},
      {{"/app", "-q", "a"}, "--query"},
      {{"/app", "-q", "=a"}, "--query"},
      {{"/app", "-f", "a"}, "--field"},
      {{"/app", "-f", "a:=x"}, "--field"},
      {{"/app", "-d", "{"}, "--data"},
      {{"GET", "/app", "-d", "{}"}, "--data"},
      {{"DELETE", "/app", "-d", "{}"}, "--data"},
      {{"/x", "-d", "[1]", "-f", "a=b"}, "--field"},
      {{"/app", "get"},
       "'/app' is no method of the API\nhint: the method comes first: streamctl api GET"},
      {{"POST", "/app", "-d", "@"}, "--data: there is no file name behind @"},
      {{"/app", "--paginate"}, "GetApp has no pages"},
      {{"/app", "--raw", "--jq", "."}, "--raw"},
      {{"/app", "--raw", "-o", "json"}, "--raw"},
      {{"/app", "-i", "--jq", ".", "-o", "json"}, "--include"},
      {{"/app", "--print", "wget"}, "--print"},
      {{"/video/calls", "-f", "limit:=1", "--paginate", "--print", "curl"}, "--print"},
      {{"--list", "a", "b"}, "unexpected argument"},
      {{"--list", "nonsense"}, "no operation"},
  };
  for (const auto& row : rows) {
    ScriptedPeer peer({answer(200, "{}")});
    std::vector<std::string> arguments = row.arguments;
    arguments.insert(arguments.begin(), "api");
    const Ran ran = run_streamctl(arguments, at(peer));
    EXPECT_EQ(ran.code, 2) << row.said << ran.out;
    EXPECT_THAT(ran.err, HasSubstr(row.said));
    EXPECT_EQ(ran.out, "");
    EXPECT_TRUE(peer.requests().empty());
  }
}

TEST(Api, WarnsAndSends) {
  const struct {
    std::vector<std::string> arguments;
    const char* said;
  } rows[] = {
      {{"/video/calls"}, "has no GET /video/calls; did you mean POST /video/calls?"},
      {{"POST", "/video/cals"}, "did you mean POST /video/calls?"},
      {{"POST", "/video/call/a/b/accept"}, "AcceptCall is for apps: pass --as-user ID"},
      {{"PATCH", "/app", "--as-user", "john"}, "UpdateApp is for backends"},
  };
  for (const auto& row : rows) {
    ScriptedPeer peer({answer(200, "{}")});
    std::vector<std::string> arguments = row.arguments;
    arguments.insert(arguments.begin(), "api");
    const Ran ran = run_streamctl(arguments, at(peer));
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.err, HasSubstr(std::string("warning: ")));
    EXPECT_THAT(ran.err, HasSubstr(row.said));
    EXPECT_EQ(peer.requests().size(), 1U);
  }
}

TEST(Api, ShowsAnswers) {
  ScriptedPeer peer({answer(200, R"({"b":1.50,"a":"\u009b)"
                                 "\xc2\x9b\"}"),
                     answer(200, "[1]"), answer(204), answer(200, "plain\n\x1b[2J"),
                     answer(200, "{\"b\":1.50}"), answer(200, std::string("\0\xff", 2)),
                     answer(200, std::string("\0\xff", 2)), answer(200, "text")});
  const Given given = at(peer);
  EXPECT_EQ(run_streamctl({"api", "/app"}, given).out,
            "{\n  \"b\": 1.50,\n  \"a\": \"\\u009b\\u009b\"\n}\n");
  EXPECT_EQ(run_streamctl({"api", "/app"}, given).out, "[\n  1\n]\n");
  EXPECT_EQ(run_streamctl({"api", "/app"}, given).out, "");
  EXPECT_EQ(run_streamctl({"api", "/app"}, given).out, "plain\n\\u001b[2J\n");
  EXPECT_EQ(run_streamctl({"api", "/app", "-o", "json"}, given).out, "{\"b\":1.50}\n");
  const Ran binary = run_streamctl({"api", "/app"}, given);
  EXPECT_EQ(binary.code, 1);
  EXPECT_EQ(binary.out, "");
  EXPECT_THAT(binary.err, HasSubstr("the answer is no text (2 B"));
  EXPECT_EQ(run_streamctl({"api", "/app", "--raw"}, given).out, std::string("\0\xff", 2));
  EXPECT_THAT(run_streamctl({"api", "/app", "-o", "json"}, given).err, HasSubstr("not JSON"));
}

TEST(Api, ShowsTheHead) {
  const std::string fields = "X-RateLimit-Remaining: 4\r\nX-A: \x1b[2J";
  ScriptedPeer peer({raw("201 Created\r\n" + fields, "{}"), raw("404 X\r\n" + fields, "{}"),
                     raw("200 OK\r\nX-A: 1\r\nX-A: 2", R"({"a":1})")});
  const Given given = at(peer);
  const Ran made = run_streamctl({"api", "/app", "-i"}, given);
  EXPECT_EQ(made.out,
            "HTTP/1.1 201 Created\nX-RateLimit-Remaining: 4\nX-A: \\u001b[2J\n"
            "Content-Length: 2\n\n{}\n");
  EXPECT_THAT(run_streamctl({"api", "/app", "-i"}, given).out,
              HasSubstr("HTTP/1.1 404 Not Found\n"));
  const Json line = Json::parse(run_streamctl({"api", "/app", "-i", "-o", "json"}, given).out);
  EXPECT_EQ(line["kind"], "answer");
  EXPECT_EQ(line["status"], 200);
  EXPECT_EQ(line["headers"]["X-A"], "1, 2");
  EXPECT_EQ(line["body"]["a"], 1);
}

TEST(Api, ShowsTheBodyOfARefusal) {
  ScriptedPeer peer({answer(400, R"({"code":4,"message":"bad","details":[1]})"),
                     answer(502, "<html>"),
                     raw("302 Found\r\nLocation: https://x.example/", "moved")});
  const Given given = at(peer);
  const Ran refused = run_streamctl({"api", "/app"}, given);
  EXPECT_EQ(refused.code, 1);
  EXPECT_EQ(Json::parse(refused.out)["details"][0], 1);
  EXPECT_THAT(refused.err, HasSubstr("error: bad (HTTP 400, code 4)\nhint: "));
  const Ran html = run_streamctl({"api", "/app"}, given);
  EXPECT_EQ(html.code, 1);
  EXPECT_EQ(html.out, "<html>\n");
  const Ran moved = run_streamctl({"api", "/app"}, given);
  EXPECT_EQ(moved.code, 1);
  EXPECT_THAT(moved.err, HasSubstr("redirects (HTTP 302) to https://x.example/"));
}

TEST(Api, AsksForAllPages) {
  ScriptedPeer peer({answer(201, R"({"calls":[1],"next":"x"})"), answer(201, R"({"calls":[2]})")});
  const Ran ran = run_streamctl(
      {"api", "POST", "/video/calls", "-f", "limit:=1", "--paginate", "-o", "json"}, at(peer));
  EXPECT_EQ(ran.out, "{\"calls\":[1],\"next\":\"x\"}\n{\"calls\":[2]}\n");
  EXPECT_EQ(peer.requests()[0].body, R"({"limit":1})");
  EXPECT_EQ(peer.requests()[1].body, R"({"limit":1,"next":"x"})");
}

TEST(Api, AsksForPagesByTheQuery) {
  ScriptedPeer peer({answer(200, R"({"next":"a b"})"), answer(200, R"({"next":null})")});
  const std::string path = "/video/call/default/a/session/s/participant_sessions";
  EXPECT_EQ(run_streamctl({"api", path, "-q", "limit=1", "--paginate"}, at(peer)).code, 0);
  EXPECT_THAT(peer.requests()[1].head, HasSubstr("&limit=1&next=a%20b "));
}

TEST(Api, FollowsNoCircleOfPages) {
  ScriptedPeer peer({answer(201, R"({"next":"x"})"), answer(201, R"({"next":"y"})"),
                     answer(201, R"({"next":"x"})")});
  const Ran ran = run_streamctl({"api", "POST", "/video/calls", "--paginate"}, at(peer));
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("circle"));
  EXPECT_EQ(peer.requests().size(), 3U);
}

TEST(Api, PrintsACurlCommandWithoutSecrets) {
  Given given;
  given.environment["STREAM_BASE_URL"] = "http://127.0.0.1:1";
  const Ran ran = run_streamctl(
      {"api", "/x", "-f", "a=it's", "-i", "--print", "curl", "--jq", ".a | .b"}, given);
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out.substr(0, 32), "printf 'Authorization: %s\\n' \"$(");
  EXPECT_EQ(ran.out.substr(ran.out.find(" token --server")),
            " token --server)\" | curl -sS -i -H @- -X POST \\\n"
            "  'http://127.0.0.1:1/api/v2/x?api_key=key' \\\n"
            "  -H 'stream-auth-type: jwt' \\\n"
            "  -H 'Accept: application/json' \\\n"
            "  -H 'Content-Type: application/json' \\\n"
            "  --data-raw '{\"a\":\"it'\\''s\"}' | \\\n"
            "  jq -r '.a | .b'\n");
  const Ran user = run_streamctl({"api", "/x", "--as-user", "jo hn", "--print", "curl"}, given);
  EXPECT_THAT(user.out, HasSubstr(" token --user-id 'jo hn')"));
  EXPECT_THAT(ran.out + user.out, Not(HasSubstr("eyJ")));
}

TEST(Api, ListsOperations) {
  const Ran all = run_streamctl({"api", "--list"});
  EXPECT_THAT(all.out, HasSubstr("GET    /app  Read the app's settings"));
  const Ran some = run_streamctl({"api", "--list", "RING", "-o", "json"});
  EXPECT_THAT(some.out, HasSubstr(R"("name":"RingCall")"));
  EXPECT_THAT(some.out, Not(HasSubstr(R"("name":"GetApp")")));
  EXPECT_THAT(some.out, HasSubstr(R"("kind":"operation")"));
}

TEST(Api, CompletesPaths) {
  EXPECT_EQ(run_streamctl({"__complete", "operations", "/video/call/a/b/acc"}).out,
            "/video/call/a/b/accept\n");
  EXPECT_THAT(run_streamctl({"__complete", "operations", "PO"}).out, HasSubstr("POST\n"));
  EXPECT_THAT(run_streamctl({"__complete", "operations", ""}).out, HasSubstr("\n/app\n"));
}

}  // namespace
}  // namespace streamctl::cli
