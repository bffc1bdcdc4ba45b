#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check/check.h"
#include "check/handler.h"
#include "core/file.h"
#include "net/tls_peer.h"

namespace streamctl::check {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ScriptedPeer;
using testing::Step;
using testing::TlsPeer;

const Check& named(std::string_view name) {
  for (const Check& check : checks())
    if (check.name == name) return check;
  ADD_FAILURE() << "no check is named " << name;
  return checks().front();
}

/// The result of one check on the handler at `url`.
Verdict verdict_of(std::string_view name, const std::string& url, const net::Trust& trust = {}) {
  Probing probing(url, trust);
  return named(name).run(*probing);
}

/// Serves requests with `handler`, which outlives the peer.
ScriptedPeer::Script by(Handler& handler) {
  return [&handler](const testing::PeerRequest& request, int number) {
    return handler(request, number);
  };
}

/// Runs all checks in order against one handler; the names of those that do not pass.
std::set<std::string_view> troubled(const std::string& flaw) {
  Handler handler(flaw);
  ScriptedPeer peer(by(handler));
  Probing probing(peer.url());
  std::set<std::string_view> names;
  for (const Check& check : checks()) {
    if (check.name == "answers-fast") continue;  // Judges real time: tests/e2e/test_check.py.
    const Status status = check.run(*probing).status;
    EXPECT_EQ(status == Status::skip, check.name == "tls-trusted") << check.name;
    if (status == Status::warn || status == Status::fail) names.insert(check.name);
  }
  return names;
}

TEST(Checks, HaveDistinctNamesAndAllTheirTexts) {
  std::set<std::string_view> names;
  for (const Check& check : checks()) {
    EXPECT_TRUE(names.insert(check.name).second) << check.name;
    EXPECT_FALSE(check.expects.empty() || check.reason.empty() || check.advice.empty())
        << check.name;
  }
  EXPECT_EQ(names.size(), 20U);
}

TEST(Checks, PassAnHonestHandler) {
  EXPECT_THAT(troubled(""), IsEmpty());
}

TEST(Checks, CatchEachFlawByTheCheckMadeForItAlone) {
  const struct {
    const char* flaw;
    std::string_view check;
  } rows[] = {
      {"cold-start", "accepts-valid"},
      {"one-type", "accepts-every-type"},
      {"known-types", "accepts-unknown-type"},
      {"closed-schema", "accepts-unknown-fields"},
      {"conflicts", "accepts-retry"},
      {"no-gzip", "accepts-gzip"},
      {"small-bodies", "accepts-large"},
      {"ascii-only", "accepts-unicode"},
      {"trusts-unsigned", "rejects-missing-signature"},
      {"test-backdoor", "rejects-wrong-signature"},
      {"trusts-known-ids", "rejects-tampered-body"},
      {"verifies-either", "rejects-signature-of-compressed-bytes"},
      {"other-apps-pass", "rejects-other-secret"},
      {"takes-prefix", "rejects-truncated-signature"},
      {"takes-get", "rejects-get"},
      {"raises", "rejects-malformed-json"},
      {"closes", "keep-alive"},
      {"few-connections", "concurrent"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(troubled(row.flaw), std::set{row.check}) << row.flaw;
}

TEST(Checks, SayWhatARedirectCosts) {
  Handler handler("redirects");
  ScriptedPeer peer(by(handler));
  const Verdict verdict = verdict_of("accepts-valid", peer.url());
  EXPECT_EQ(verdict.status, Status::fail);
  EXPECT_THAT(verdict.came, HasSubstr("answered 302 in "));
  EXPECT_THAT(verdict.came, HasSubstr("a redirect to http://127.0.0.1:1/login"));
  EXPECT_THAT(verdict.came, HasSubstr("Stream follows none"));
  EXPECT_NE(verdict.advice, "");
}

TEST(Checks, WarnOfARefusalThatIsNo4xx) {
  ScriptedPeer peer({testing::answer(500)});
  for (const char* name : {"rejects-missing-signature", "rejects-wrong-signature",
                           "rejects-tampered-body", "rejects-other-secret", "rejects-get"}) {
    EXPECT_EQ(verdict_of(name, peer.url()).status, Status::warn) << name;
  }
  EXPECT_EQ(verdict_of("rejects-malformed-json", peer.url()).status, Status::fail);
}

TEST(Checks, FailWithoutAnAnswer) {
  ScriptedPeer peer({testing::reset()});
  for (const Check& check : checks()) {
    if (check.name == "tls-trusted") continue;
    const Verdict verdict = verdict_of(check.name, peer.url());
    EXPECT_EQ(verdict.status, Status::fail) << check.name;
    EXPECT_THAT(verdict.came, HasSubstr("no answer: ")) << check.name;
  }
}

TEST(Checks, StopAskingForEveryTypeAtTheFirstSilence) {
  ScriptedPeer peer({testing::reset()});
  verdict_of("accepts-every-type", peer.url());
  EXPECT_EQ(peer.requests().size(), 1U);
}

TEST(Checks, PassAHandlerThatAnswersAtOnceAsFast) {
  ScriptedPeer peer({testing::answer(200)});
  Verdict verdict = verdict_of("answers-fast", peer.url());
  EXPECT_NE(verdict.status, Status::fail);
  EXPECT_THAT(verdict.came, HasSubstr("the slowest of 3 answers took "));
}

TEST(Checks, TellATrustedCertificateFromOneThatOnlyWeTrust) {
  const testing::TemporaryDirectory directory;
  const testing::Certificate authority = testing::make_authority();
  const std::string authority_file = directory.file("ca.pem");
  ASSERT_TRUE(write_file(authority_file, authority.pem()));
  const TlsPeer peer(testing::make_certificate(authority, "IP:127.0.0.1"));
  const Verdict unknown = verdict_of("tls-trusted", peer.url());
  EXPECT_EQ(unknown.status, Status::fail);
  EXPECT_THAT(unknown.came, HasSubstr("certificate is not trusted"));
  const Verdict ours = verdict_of("tls-trusted", peer.url(), {.ca_certificate = authority_file});
  EXPECT_EQ(ours.status, Status::warn);
  EXPECT_EQ(verdict_of("tls-trusted", "http://127.0.0.1:1/").status, Status::skip);
}

}  // namespace
}  // namespace streamctl::check
