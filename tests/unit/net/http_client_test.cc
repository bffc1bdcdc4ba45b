#include "net/http_client/http_client.h"

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/scripted_peer.h"

namespace streamctl::net {
namespace {

using namespace std::chrono_literals;
using streamctl::testing::PeerRequest;
using streamctl::testing::ScriptedPeer;
using streamctl::testing::Step;

using ::testing::HasSubstr;
using Kind = HttpOutcome::Kind;

HttpRequest post_to(const std::string& url, const std::string& body = "{}") {
  HttpRequest request;
  request.url = url;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = std::make_shared<const std::string>(body);
  request.timeout = 2s;
  return request;
}

/// Polls until nothing is in flight; all peers of these tests finish.
void drain(HttpMulti& http) {
  while (http.in_flight() > 0)
    http.poll(1s);
}

HttpOutcome through(HttpMulti& http, HttpRequest request) {
  HttpOutcome result;
  http.start(std::move(request), [&](HttpOutcome&& outcome) { result = std::move(outcome); });
  drain(http);
  return result;
}

TEST(CheckUrl, TakesHttpAndHttps) {
  for (const char* url : {"http://127.0.0.1:8080/", "https://example.test/hook?x=1",
                          "http://[::1]:9000/", "HTTP://localhost"})
    EXPECT_TRUE(check_url(url)) << url;
}

TEST(CheckUrl, RefusesTheRestWithAReason) {
  const struct {
    const char* url;
    const char* what;
  } rows[] = {{"ftp://example.test/", "bad URL 'ftp://example.test/': not http or https"},
              {"localhost:8080", "bad URL 'localhost:8080'"},
              {"example.test", "bad URL 'example.test'"},
              {"", "bad URL ''"},
              {"http://", "bad URL 'http://'"},
              {"http://x:99999/", "bad URL 'http://x:99999/': the port"},
              {"http://a b/", "bad URL 'http://a b/'"},
              {"/tmp/socket", "bad URL '/tmp/socket'"}};
  for (const auto& row : rows) {
    const auto result = check_url(row.url);
    ASSERT_FALSE(result) << row.url;
    EXPECT_EQ(result.error().kind, ErrorKind::usage);
    EXPECT_THAT(result.error().what, HasSubstr(row.what));
    EXPECT_FALSE(result.error().hint.empty());
  }
}

TEST(CheckUrl, NeverRepeatsAPassword) {
  const auto result = check_url("https://me:hunter2@example.test/");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().what.find("hunter2"), std::string::npos);
}

TEST(Fetch, SendsWhatItWasGivenAndNothingMore) {
  ScriptedPeer peer({streamctl::testing::answer(201, "made")});
  HttpRequest request = post_to(peer.url(), R"({"a":1})");
  request.headers.add("X-Empty", "");
  request.headers.add("X-Split", "one\r\nX-Smuggled: two");
  request.headers.add("Content-Length", "99");
  const HttpOutcome outcome = fetch(request);

  EXPECT_EQ(outcome.kind, Kind::answered) << outcome.error;
  EXPECT_EQ(outcome.status, 201U);
  EXPECT_EQ(outcome.body, "made");
  EXPECT_EQ(*outcome.headers.find("content-length"), "4");
  EXPECT_GT(outcome.duration, 0ns);
  ASSERT_EQ(peer.requests().size(), 1U);
  const PeerRequest came = peer.requests()[0];
  EXPECT_EQ(came.body, R"({"a":1})");
  EXPECT_EQ(came.head, "POST /hook HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(peer.port()) +
                           "\r\nContent-Type: application/json\r\nX-Empty:\r\n"
                           "X-Split: one  X-Smuggled: two\r\nContent-Length: 7\r\n");
}

TEST(Fetch, KnowsTheOtherMethods) {
  const struct {
    const char* method;
    const char* body;
    const char* line;
  } rows[] = {{"GET", nullptr, "GET /hook HTTP/1.1\r\n"},
              {"HEAD", nullptr, "HEAD /hook HTTP/1.1\r\n"},
              {"PUT", "{}", "PUT /hook HTTP/1.1\r\n"},
              {"DELETE", nullptr, "DELETE /hook HTTP/1.1\r\n"},
              {"GET", "{}", "GET /hook HTTP/1.1\r\n"}};
  HttpMulti http(1);  // One handle: each request must reset the options of the previous one.
  for (const auto& row : rows) {
    ScriptedPeer peer({{"HTTP/1.1 204 No\r\n\r\n", Step::Then::keep, {}}});
    HttpRequest request = post_to(peer.url());
    request.method = row.method;
    request.body = row.body == nullptr ? nullptr : std::make_shared<const std::string>(row.body);
    EXPECT_EQ(through(http, std::move(request)).status, 204U) << row.line;
    ASSERT_EQ(peer.requests().size(), 1U);
    EXPECT_THAT(peer.requests()[0].head, HasSubstr(row.line));
    EXPECT_EQ(peer.requests()[0].body, row.body == nullptr ? "" : row.body);
  }
}

TEST(Fetch, SaysWhyThereWasNoAnswer) {
  const struct {
    const char* name;
    Step step;
    Kind kind;
    const char* error;
  } rows[] = {
      {"reset", streamctl::testing::reset(), Kind::network, "connection reset by peer"},
      {"closed", {"", Step::Then::close, {}}, Kind::network, "connection closed without an answer"},
      {"cut short",
       {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", Step::Then::close, {}},
       Kind::network,
       "connection closed in the middle of the answer"},
      {"cut short after its first line",
       {"HTTP/1.1 200 OK\r\n", Step::Then::close, {}},
       Kind::network,
       "connection closed in the middle of the answer"},
      {"cut short in a header field",
       {"HTTP/1.1 200 OK\r\nContent-Le", Step::Then::close, {}},
       Kind::network,
       "connection closed in the middle of the answer"},
      {"cut short after an interim answer",
       {"HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\n", Step::Then::close, {}},
       Kind::network,
       "connection closed in the middle of the answer"},
      {"garbage",
       {"SSH-2.0-OpenSSH_9.2\r\n", Step::Then::close, {}},
       Kind::network,
       "the answer is not HTTP"},
      {"silence", streamctl::testing::silence(), Kind::timeout, "no answer within 500ms"},
      {"unfinished",
       {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", Step::Then::keep, {}},
       Kind::timeout,
       "no complete answer within 500ms"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    ScriptedPeer peer({row.step});
    HttpRequest request = post_to(peer.url());
    request.timeout = row.kind == Kind::timeout ? 500ms : 20s;
    const HttpOutcome outcome = fetch(request);
    EXPECT_EQ(outcome.kind, row.kind);
    EXPECT_EQ(outcome.error, row.error);
    EXPECT_EQ(outcome.status, 0U);
    if (row.kind == Kind::timeout) {
      EXPECT_GE(outcome.duration, 499ms);
    }
  }
}

TEST(Fetch, NamesWhatCannotBeReached) {
  const HttpOutcome refused = fetch(post_to("http://127.0.0.1:1/"));
  EXPECT_EQ(refused.kind, Kind::network);
  EXPECT_EQ(refused.error, "connection refused");
  // The top-level domain "invalid" never resolves (RFC 6761 section 6.4).
  const HttpOutcome unknown = fetch(post_to("http://no-such-host.invalid/"));
  EXPECT_EQ(unknown.kind, Kind::network);
  EXPECT_EQ(unknown.error, "could not resolve host no-such-host.invalid");
}

TEST(Fetch, ConnectsOnlyIfThatIsAllItIsAskedFor) {
  ScriptedPeer peer({streamctl::testing::answer(204)});
  HttpMulti http(2);
  HttpRequest request = post_to(peer.url());
  request.connects_only = true;
  EXPECT_EQ(through(http, request).kind, Kind::answered);
  EXPECT_TRUE(peer.requests().empty());
  EXPECT_EQ(through(http, post_to(peer.url())).status, 204U) << "the handle sends again";
  EXPECT_EQ(peer.requests().size(), 1U);
  request.url = "http://127.0.0.1:1/";
  EXPECT_EQ(through(http, request).error, "connection refused");
}

TEST(Fetch, AsksTheEnvironmentsProxyButNeverForLoopback) {
  ScriptedPeer proxy({streamctl::testing::answer(203)});
  ScriptedPeer peer({streamctl::testing::answer(200)});
  ASSERT_EQ(setenv("http_proxy", ("http://127.0.0.1:" + std::to_string(proxy.port())).c_str(), 1),
            0);
  EXPECT_EQ(fetch(post_to("http://elsewhere.invalid/hook")).status, 203U);
  EXPECT_EQ(fetch(post_to(peer.url())).status, 200U);
  EXPECT_EQ(fetch(post_to("http://localhost:" + std::to_string(peer.port()) + "/")).status, 200U);
  unsetenv("http_proxy");
  ASSERT_EQ(proxy.requests().size(), 1U);
  EXPECT_THAT(proxy.requests()[0].head,
              ::testing::StartsWith("POST http://elsewhere.invalid/hook HTTP/1.1\r\n"));
}

TEST(Fetch, ReportsRedirectsWithoutFollowing) {
  ScriptedPeer peer({{"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n",
                      Step::Then::keep,
                      {}}});
  EXPECT_EQ(fetch(post_to(peer.url())).status, 302U);
  EXPECT_EQ(peer.requests().size(), 1U);
}

TEST(Fetch, KeepsTheBeginningOfAHugeAnswer) {
  ScriptedPeer peer({streamctl::testing::answer(200, std::string(3'000'000, 'x'))});
  const HttpOutcome outcome = fetch(post_to(peer.url()));
  EXPECT_EQ(outcome.status, 200U);
  EXPECT_EQ(outcome.body, std::string(2048, 'x'));
  EXPECT_TRUE(outcome.body_cut);
}

TEST(Fetch, TakesTheFinalAnswerAfterAnInterimOne) {
  ScriptedPeer peer(
      {{"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        Step::Then::keep,
        {}}});
  const HttpOutcome outcome = fetch(post_to(peer.url()));
  EXPECT_EQ(outcome.status, 200U);
  EXPECT_EQ(outcome.headers.count("Link"), 0U);
}

TEST(HttpMulti, ReusesAConnection) {
  ScriptedPeer peer({streamctl::testing::answer(200)});
  HttpMulti http(1);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(through(http, post_to(peer.url())).status, 200U);
  ASSERT_EQ(peer.requests().size(), 3U);
  EXPECT_EQ(peer.requests()[2].connection, 1);
}

TEST(HttpMulti, SeesThatAKeptConnectionWasClosedAndOpensAnother) {
  ScriptedPeer peer([](const PeerRequest&, int) {
    Step step = streamctl::testing::answer(200);
    step.then = Step::Then::close;  // Without `Connection: close`.
    return step;
  });
  HttpMulti http(1);
  for (int i = 1; i <= 3; ++i) {
    const HttpOutcome outcome = through(http, post_to(peer.url()));
    EXPECT_EQ(outcome.status, 200U) << outcome.error;
    peer.wait_for_closed(i);
  }
  EXPECT_EQ(peer.requests().size(), 3U);
}

TEST(HttpMulti, NeverSendsARequestTwiceByItself) {
  ScriptedPeer peer({streamctl::testing::answer(200), streamctl::testing::reset()});
  HttpMulti http(1);
  EXPECT_EQ(through(http, post_to(peer.url())).status, 200U);
  const HttpOutcome outcome = through(http, post_to(peer.url()));
  EXPECT_EQ(outcome.kind, Kind::network);
  EXPECT_EQ(outcome.error, "connection closed without an answer");
  EXPECT_EQ(peer.requests().size(), 2U);
}

TEST(HttpMulti, RunsManyAtOnce) {
  // No request is answered before all sixteen have arrived.
  std::mutex mutex;
  std::condition_variable changed;
  int arrived = 0;
  ScriptedPeer peer([&](const PeerRequest&, int) {
    std::unique_lock lock(mutex);
    ++arrived;
    changed.notify_all();
    const bool are_all = changed.wait_for(lock, 10s, [&] { return arrived == 16; });
    return streamctl::testing::answer(are_all ? 200 : 500);
  });
  HttpMulti http(16);
  int answered = 0;
  for (int i = 0; i < 16; ++i) {
    HttpRequest request = post_to(peer.url());
    request.timeout = 20s;
    http.start(std::move(request),
               [&](HttpOutcome&& outcome) { answered += outcome.status == 200 ? 1 : 0; });
  }
  EXPECT_EQ(http.in_flight(), 16U);
  drain(http);
  EXPECT_EQ(answered, 16);
}

TEST(HttpMulti, StartsAnotherFromWithinDone) {
  ScriptedPeer peer({streamctl::testing::answer(200)});
  HttpMulti http(1);
  unsigned second = 0;
  http.start(post_to(peer.url()), [&](HttpOutcome&&) {
    http.start(post_to(peer.url()), [&](HttpOutcome&& outcome) { second = outcome.status; });
  });
  drain(http);
  EXPECT_EQ(second, 200U);
}

TEST(HttpMulti, GoesToAnotherUrlWithTheSameHandle) {
  ScriptedPeer peer({streamctl::testing::answer(200)});
  ScriptedPeer other({streamctl::testing::answer(201)});
  HttpMulti http(1);
  const auto to = [](const ScriptedPeer& one, const std::string& path) {
    return post_to("http://127.0.0.1:" + std::to_string(one.port()) + path);
  };
  EXPECT_EQ(through(http, to(peer, "/a?b=1")).status, 200U);
  EXPECT_EQ(through(http, to(other, "/c/../d#e")).status, 201U);
  EXPECT_EQ(through(http, post_to("http://127.0.0.1:99999/")).kind, Kind::network);
  EXPECT_EQ(through(http, to(peer, "/f")).status, 200U);
  EXPECT_THAT(peer.requests()[0].head, HasSubstr("POST /a?b=1 HTTP/1.1\r\n"));
  EXPECT_THAT(other.requests()[0].head, HasSubstr("POST /d HTTP/1.1"));
  EXPECT_THAT(peer.requests()[1].head, HasSubstr("POST /f HTTP/1.1"));
}

TEST(HttpMulti, AbandonsWithoutACall) {
  ScriptedPeer peer({streamctl::testing::silence()});
  HttpMulti http(2);
  bool called = false;
  http.start(post_to(peer.url()), [&](HttpOutcome&&) { called = true; });
  http.poll(10ms);
  http.abandon();
  EXPECT_EQ(http.in_flight(), 0U);
  http.poll(0ms);
  EXPECT_FALSE(called);
}

TEST(HttpMulti, WakesFromAnotherThread) {
  HttpMulti http(1);
  const std::jthread waker([&] { http.wake(); });
  http.poll(1h);  // Without the wake it outlasts the timeout that CTest gives this binary.
}

TEST(HttpMulti, FailsWhereTheTrustedFileCannotBeRead) {
  ScriptedPeer peer({streamctl::testing::answer(200)});
  HttpMulti http(1);
  HttpRequest request = post_to(peer.url());
  request.trust.ca_certificate = "/nonexistent/ca.pem";
  EXPECT_EQ(through(http, std::move(request)).error, "the --ca-cert file could not be used");
  EXPECT_TRUE(peer.requests().empty());
  EXPECT_FALSE(check_trust({.ca_certificate = "/nonexistent/ca.pem"}));
}

}  // namespace
}  // namespace streamctl::net
