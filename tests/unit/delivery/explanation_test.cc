#include "delivery/explanation.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::delivery {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr const char* url = "http://t.test/x";

Attempt answered(unsigned status, std::string location = "") {
  Attempt attempt;
  attempt.outcome = status / 100 == 2 ? Outcome::ok : Outcome::status;
  attempt.status = status;
  attempt.location = std::move(location);
  return attempt;
}

Attempt failed(Outcome outcome, std::string error) {
  Attempt attempt;
  attempt.outcome = outcome;
  attempt.error = std::move(error);
  attempt.duration = 6s;
  return attempt;
}

TEST(Explanation, SaysWhatAStatusMeans) {
  const struct {
    unsigned status;
    const char* what;
    const char* step;
    bool is_of_way;
  } rows[] = {
      {400, "takes the request for a bad one", "--set", false},
      {401, "refuses the signature", "STREAM_API_SECRET", false},
      {403, "forbids", "CSRF", false},
      {404, "nothing is served at that path", "--call", true},
      {405, "nothing there takes a POST", "Next.js", true},
      {407, "a proxy on the way", "NO_PROXY", true},
      {413, "too large", "client_max_body_size", false},
      {415, "Content-Type", "express.raw", false},
      {418, "refuses the delivery", "its log", false},
      {419, "CSRF", "Laravel", true},
      {422, "CSRF", "Rails", false},
      {429, "limits the rate", "--rate", false},
      {500, "the handler failed", "its log", false},
      {501, "knows no POST", "serve POST", true},
      {502, "something before the handler", "tunnel", true},
      {503, "not ready", "its log", false},
      {504, "something before the handler", "tunnel", true},
      {508, "came back", "--forward-to", true},
      {599, "the handler failed", "its log", false},
      {304, "question to a cache", "no cache", true},
      {999, "no answer to a delivery", "answer 200", false},
  };
  for (const auto& row : rows) {
    const auto explanation = explain(answered(row.status), url);
    ASSERT_TRUE(explanation) << row.status;
    EXPECT_EQ(explanation->kind, std::to_string(row.status));
    EXPECT_THAT(explanation->what, HasSubstr("http://t.test/x answered " + explanation->kind));
    EXPECT_THAT(explanation->what, HasSubstr(row.what));
    EXPECT_THAT(explanation->step, HasSubstr(row.step));
    EXPECT_EQ(explanation->is_of_way, row.is_of_way) << row.status;
  }
  EXPECT_EQ(explain(answered(200), url), std::nullopt);
  EXPECT_EQ(explain(answered(299), url), std::nullopt);
}

TEST(Explanation, SaysWhereARedirectPoints) {
  const auto moved = explain(answered(308, "http://t.test/x/"), url);
  EXPECT_EQ(moved->what,
            "http://t.test/x answered 308: it redirects to http://t.test/x/, and redirects are not "
            "followed, as Stream follows none");
  EXPECT_EQ(moved->step, "give this URL: http://t.test/x/");
  EXPECT_EQ(better_url(answered(308, "http://t.test/x/")), "http://t.test/x/");
  for (const char* login : {"http://t.test/login", "http://t.test/users/sign_in?next=/x"}) {
    EXPECT_THAT(explain(answered(302, login), url)->step, HasSubstr("login")) << login;
    EXPECT_EQ(better_url(answered(302, login)), "");
  }
  EXPECT_EQ(explain(answered(302, "http://t.test/x?from=login"), url)->step,
            "give this URL: http://t.test/x?from=login");
  EXPECT_THAT(explain(answered(301), url)->what, HasSubstr("does not say where to"));
  EXPECT_EQ(explain(answered(301, "http://t.test/\x1b[2J"), url)->what.find('\x1b'),
            std::string::npos);
  EXPECT_EQ(better_url(answered(404, "http://t.test/")), "");
}

TEST(Explanation, OffersNoUrlThatCannotBeSentTo) {
  const auto loop = explain(answered(301, url), url);
  EXPECT_EQ(loop->what, "http://t.test/x answered 301: it redirects to itself");
  EXPECT_THAT(loop->step, HasSubstr("X-Forwarded-Proto"));
  EXPECT_THAT(explain(answered(301, "http://t.test/"), "http://t.test")->what,
              HasSubstr("redirects to itself"));
  EXPECT_EQ(explain(answered(301, "http://t.test/x/"), url)->step,
            "give this URL: http://t.test/x/");
  for (const char* place : {"http://[::1", "ftp://t.test/y", "http://name:word@t.test/y"}) {
    const auto odd = explain(answered(302, place), url);
    EXPECT_THAT(odd->what, HasSubstr(place));
    EXPECT_EQ(odd->step, "no delivery can go there: see the handler's routes");
    EXPECT_EQ(better_url(answered(302, place)), "");
  }
}

TEST(Explanation, TellsALoginFromARefusedSignature) {
  Attempt attempt = answered(401);
  attempt.challenge = R"(basic realm="staging")";
  const auto login = explain(attempt, url);
  EXPECT_EQ(login->what, "http://t.test/x answered 401: it wants a login (Basic)");
  EXPECT_EQ(login->step, "exempt the route, or send -H 'Authorization: ...'");
  EXPECT_TRUE(login->is_of_way);
  attempt.challenge = "Signature";
  EXPECT_THAT(explain(attempt, url)->what, HasSubstr("refuses the signature"));
}

TEST(Explanation, TellsWhatStandsBeforeTheHandler) {
  for (const unsigned status : {511U, 520U, 522U, 526U, 530U}) {
    const auto gateway = explain(answered(status), url);
    EXPECT_THAT(gateway->what, HasSubstr("something before the handler")) << status;
    EXPECT_THAT(gateway->step, HasSubstr("tunnel")) << status;
  }
  EXPECT_THAT(explain(answered(527), url)->what, HasSubstr("the handler failed"));
  for (const unsigned status : {400U, 403U, 502U, 504U, 511U, 407U}) {
    Attempt attempt = answered(status);
    attempt.proxy = "p.test:3128";
    const auto by_proxy = explain(attempt, url);
    EXPECT_THAT(by_proxy->what, HasSubstr(" (by way of the proxy p.test:3128): ")) << status;
    EXPECT_THAT(by_proxy->step, HasSubstr("NO_PROXY=HOST")) << status;
    EXPECT_TRUE(by_proxy->is_of_way) << status;
  }
  Attempt attempt = answered(500);
  attempt.proxy = "p.test:3128";
  EXPECT_THAT(explain(attempt, url)->step, HasSubstr("its log"));
}

TEST(Explanation, TellsPlainHttpAtATlsPort) {
  for (const char* body : {"<center>The plain HTTP request was sent to HTTPS port</center>",
                           "Client sent an HTTP request to an HTTPS server.\n"}) {
    Attempt attempt = answered(400);
    attempt.response_body = body;
    EXPECT_EQ(explain(attempt, url)->step, "write https://");
  }
}

TEST(Explanation, SaysWhyThereIsNoAnswer) {
  const auto slow = explain(failed(Outcome::timeout, "no answer within 6s"), url);
  EXPECT_THAT(slow->what, HasSubstr("did not answer within 6"));
  EXPECT_THAT(slow->step, HasSubstr("answer first"));
  EXPECT_THAT(explain(failed(Outcome::timeout, "no connection within 5s"), url)->step,
              HasSubstr("firewall"));
  const auto silent = explain(failed(Outcome::timeout, "no answer to the TLS handshake within 5s"),
                              "https://t.test/x");
  EXPECT_EQ(silent->what, "https://t.test/x: no answer to the TLS handshake within 5s");
  EXPECT_THAT(silent->step, HasSubstr("write http://"));
  const struct {
    const char* error;
    const char* step;
  } rows[] = {
      {"connection refused", "nothing listens there"},
      {"could not resolve host t.test", "is its name right?"},
      {"certificate is not trusted: self-signed certificate", "--ca-cert"},
      {"certificate has expired", "renew"},
      {"TLS handshake failed", "write http://"},
      {"the answer is not HTTP", "write https://"},
      {"connection closed without an answer", "see its log"},
      {"connection reset by peer", "see its log"},
      {"the proxy p:1 answered 403 to CONNECT", "NO_PROXY"},
  };
  std::set<std::string> kinds;
  for (const auto& row : rows) {
    const auto explanation = explain(failed(Outcome::network, row.error), url);
    ASSERT_TRUE(explanation) << row.error;
    EXPECT_EQ(explanation->what, "http://t.test/x: " + std::string(row.error));
    EXPECT_THAT(explanation->step, HasSubstr(row.step));
    EXPECT_TRUE(explanation->is_of_way);
    EXPECT_TRUE(kinds.insert(explanation->kind).second);
  }
  EXPECT_EQ(explain(failed(Outcome::network, "interrupted"), url), std::nullopt);
}

}  // namespace
}  // namespace streamctl::delivery
