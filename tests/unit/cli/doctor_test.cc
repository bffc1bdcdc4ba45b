#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/test_host.h"
#include "commands/doctor/findings.h"
#include "commands/doctor/hook_findings.h"
#include "core/json.h"
#include "net/scripted_peer.h"
#include "stream/app_hooks.h"

namespace streamctl::cli {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using Status = Finding::Status;

// Mon, 23 Nov 2026 17:00:00 GMT
const WallTime five{std::chrono::seconds{1'795'453'200}};

net::HttpOutcome answered(unsigned status, std::string body, net::Headers headers = {}) {
  net::HttpOutcome outcome;
  outcome.kind = net::HttpOutcome::Kind::answered;
  outcome.status = status;
  outcome.body = std::move(body);
  outcome.headers = std::move(headers);
  return outcome;
}

TEST(Doctor, ComparesClocks) {
  const auto at_five = answered(200, "{}", {{"Date", "Mon, 23 Nov 2026 17:00:00 GMT"}});
  const struct {
    const char* name;
    WallTime sent;
    WallTime came;
    Status status;
    const char* words;
  } rows[] = {
      {"within the second", five + 100ms, five + 200ms, Status::ok, "agrees"},
      {"a slow answer", five - 5s, five + 5s, Status::ok, "agrees"},
      {"just within", five + 3s, five + 3s, Status::ok, "agrees"},
      {"ahead", five + 3100ms, five + 4s, Status::warn, "2.1s ahead of"},
      {"behind", five - 10s, five - 9s, Status::warn, "9s behind"},
      {"a year behind", five - 9000h, five - 9000h, Status::warn, "9000h 00m behind"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Finding finding = clock_finding(at_five, row.sent, row.came);
    EXPECT_EQ(finding.status, row.status);
    EXPECT_THAT(finding.detail, HasSubstr(row.words));
  }
  EXPECT_EQ(clock_finding(answered(200, ""), five, five).status, Status::skip);
  EXPECT_EQ(clock_finding(answered(200, "", {{"Date", "soon"}}), five, five).status, Status::skip);
}

TEST(Doctor, JudgesWhatTheApiSays) {
  const struct {
    net::HttpOutcome outcome;
    Status status;
    const char* words;
  } rows[] = {
      {answered(200, R"({"app":{"name":"Bal\u001bloons"}})"), Status::ok, "app Bal\\u001bloons"},
      {answered(200, R"({"app":{}})"), Status::ok, "accepts them"},
      {answered(200, "{}"), Status::fail, "not as Stream's API does"},
      {answered(401, R"({"code":2,"message":"no such key"})"), Status::fail, "code 2"},
      {answered(302, ""), Status::fail, "redirects"},
      {answered(429, "{}"), Status::warn, "rate limit"},
      {{}, Status::skip, "not reached"},
  };
  for (const auto& row : rows) {
    const Finding finding = credentials_finding(row.outcome, "http://api/app");
    EXPECT_EQ(finding.status, row.status) << row.words;
    EXPECT_THAT(finding.detail, HasSubstr(row.words));
  }
}

TEST(Doctor, JudgesTheWay) {
  net::HttpOutcome lost;
  lost.error = "could not resolve host api";
  EXPECT_EQ(reach_finding("https://api", lost, "").status, Status::fail);
  EXPECT_THAT(reach_finding("https://api", lost, "proxy:3128").hint, HasSubstr("proxy:3128"));
  EXPECT_EQ(reach_finding("https://api", answered(500, ""), "").status, Status::ok);
  EXPECT_EQ(reach_finding("http://api", answered(200, ""), "").status, Status::warn);
  EXPECT_EQ(reach_finding("http://127.0.0.1:1", answered(200, ""), "").status, Status::ok);
}

TEST(Doctor, SaysWhichCertificatesAreTrusted) {
  const struct {
    net::SystemTrust trust;
    Result<std::size_t> counted;
    Status status;
    const char* words;
  } rows[] = {
      {{"/etc/bundle.pem", "", false}, 142, Status::ok, "142 in /etc/bundle.pem"},
      {{"/mine.pem", "", true}, 1, Status::ok, "1 in /mine.pem from SSL_CERT_FILE"},
      {{"", "/etc/ssl/certs", false}, config_error("", ""), Status::ok, "those in /etc/ssl/certs"},
      {{"", "/mine", true}, config_error("", ""), Status::ok, "those in /mine from SSL_CERT_DIR"},
      {{"", "", false}, config_error("", ""), Status::warn, "none to trust"},
      {{"/x\x1b", "", true},
       config_error("no certificate in /x\x1b", ""),
       Status::fail,
       "/x\\u001b"},
  };
  for (const auto& row : rows) {
    const Finding finding = certificates_finding(row.trust, row.counted);
    EXPECT_EQ(finding.status, row.status) << row.words;
    EXPECT_THAT(finding.detail, HasSubstr(row.words));
    EXPECT_EQ(finding.hint.empty(), row.status == Status::ok);
  }
}

TEST(Doctor, ShowsNothingOfTheSecret) {
  Settings settings;
  settings.api_key = "key";
  settings.sources.api_secret = "STREAM_API_SECRET";
  for (const char* secret : {"s3cret", "\"s3cret\"", "s3cret ", "key"}) {
    settings.api_secret = Secret(secret);
    const Finding finding = secret_finding(settings);
    EXPECT_EQ(finding.status, secret == std::string("s3cret") ? Status::ok : Status::warn);
    EXPECT_THAT(finding.detail + finding.hint, Not(HasSubstr("s3cret")));
  }
}

TEST(Doctor, JudgesHooks) {
  const auto is_used = [](std::uint16_t port) { return port == 8080; };
  const auto found = [&](const char* hooks, const char* base_url = "https://api.example.com") {
    const auto app =
        stream::app_hooks_of(*parse_json(std::string(R"({"app":{"event_hooks":)") + hooks + "}}"));
    std::string text;
    for (const Finding& one : hook_findings(*app, {base_url, "0123456789abcdef", is_used}))
      text += std::string(one.status == Status::ok ? "ok " : "warn ") + one.detail + "\n";
    return text;
  };
  EXPECT_EQ(found("[]"), "ok none: Stream sends this app's events nowhere\n");
  const char* here = R"([{"id":"1","hook_type":"webhook","webhook_url":"http://127.0.0.1:1/"}])";
  EXPECT_EQ(found(here, "http://127.0.0.1:8800"), "ok 1 webhook\n");
  EXPECT_EQ(
      found(here),
      "ok 1 webhook\nwarn http://127.0.0.1:1/: Stream cannot reach a machine's own address\n");
  EXPECT_EQ(found(R"([{"hook_type":"webhook","webhook_url":"http://x/","enabled":false}])"),
            "warn 1 webhook; 1 disabled\n");
  EXPECT_EQ(
      found(R"([{"hook_type":"webhook","webhook_url":"http://x/\u001b[2J"},)"
            R"({"hook_type":"webhook","webhook_url":"https://y/"},)"
            R"({"hook_type":"webhook","webhook_url":"https://y/","event_types":["a.b"]},)"
            R"({"hook_type":"sqs","sqs_queue_url":"https://q/","event_types":["call.craeted"]},)"
            R"({"hook_type":"sns"}])"),
      "ok 1 sns, 1 sqs, 3 webhook\n"
      "warn http://x/\\u001b[2J: unencrypted: events travel in the clear\n"
      "warn https://y/: two hooks: events come twice\n"
      "warn https://q/: probably misspelt types: call.craeted\n"
      "warn : it has no target\n");
  EXPECT_EQ(
      found(
          R"([{"hook_type":"webhook","webhook_url":"https://x/?streamctl-listen=0123456789abcdef.8080"},)"
          R"({"hook_type":"webhook","webhook_url":"https://x/?streamctl-listen=0123456789abcdef.8081"},)"
          R"({"hook_type":"webhook","webhook_url":"https://x/?streamctl-listen=1123456789abcdef.8081"}])"),
      "ok 3 webhook\n"
      "warn https://x/?streamctl-listen=0123456789abcdef.8081: a listener of yours left it\n");
  std::string many = "[";
  for (int i = 0; i < 11; ++i)
    many += std::string(i == 0 ? "" : ",") + R"({"hook_type":"webhook","webhook_url":"http://x)" +
            std::to_string(i) + R"("})";
  EXPECT_THAT(found((many + "]").c_str()), HasSubstr("warn 3 more hooks with a fault\n"));
}

TEST(Doctor, LooksAtEverything) {
  testing::ScriptedPeer peer({testing::answer(200, R"({"app":{"name":"Balloons"}})")});
  testing::Given given;
  given.environment["STREAM_BASE_URL"] = "http://127.0.0.1:" + std::to_string(peer.port());
  const auto ran = testing::run_streamctl({"doctor"}, given);
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("ok    api-secret   set, from STREAM_API_SECRET\n"));
  EXPECT_THAT(ran.out, HasSubstr("skip  clock        not known: no answer had a Date"));
  EXPECT_THAT(ran.out,
              HasSubstr("ok    credentials  the API accepts them, for the app Balloons\n"));
}

TEST(Doctor, RunsWhereTheSettingsCannotBeRead) {
  testing::Given given;
  given.environment["STREAMCTL_CONFIG"] = "/nonexistent/config.toml";
  const auto ran = testing::run_streamctl({"doctor"}, given);
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.err, "");
  EXPECT_THAT(ran.out, HasSubstr("fail  config       cannot open the config file"));
  EXPECT_EQ(testing::run_streamctl({"events"}, given).code, 2);
}

}  // namespace
}  // namespace streamctl::cli
