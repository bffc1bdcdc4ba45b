#include "tunnel/ending.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tunnel/restart.h"

namespace streamctl::tunnel {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

Trouble trouble(Service service, const std::vector<std::string>& lines, bool gave_none = true) {
  Complaints complaints(service, {Secret("s3cret-token")});
  for (const std::string& line : lines)
    complaints.heard(line);
  return complaints.trouble(gave_none);
}

TEST(Complaints, OfCloudflaredNameTheCause) {
  const Trouble limited = trouble(
      Service::cloudflared,
      {R"(2026 ERR Error unmarshaling QuickTunnel response: error code: 1015 error="invalid )"
       R"(character 'e'" status_code="429 Too Many Requests")",
       "failed to unmarshal quick Tunnel: invalid character 'e' looking for beginning of value"});
  EXPECT_THAT(limited.why, HasSubstr("error code: 1015"));
  EXPECT_TRUE(limited.is_lasting);
  EXPECT_EQ(limited.wait_least, 60s);
  const Trouble blocked =
      trouble(Service::cloudflared, {"ERR Failed to dial a quic connection error=\"timeout\"",
                                     "INF Retrying connection in up to 2s"});
  EXPECT_THAT(blocked.hint, HasSubstr("--protocol http2"));
  EXPECT_FALSE(blocked.is_lasting);
}

TEST(Complaints, OfCloudflaredAreNotThoseAboutItsConfigFile) {
  EXPECT_EQ(trouble(Service::cloudflared,
                    {"2026 ERR Configuration file /dev/null was empty", "2026 INF bye"})
                .why,
            "2026 INF bye");
}

TEST(Complaints, OfNgrokShowTheFirstLineAndTheCode) {
  const Trouble none = trouble(
      Service::ngrok,
      {"ERROR:  ERR_NGROK_4018",
       R"({"lvl":"eror","msg":"failed to auth","err":"authentication failed: Usage of ngrok )"
       R"(requires a verified account and authtoken.\n\nSign up\r\n\r\nERR_NGROK_4018\r\n"})",
       R"({"lvl":"crit","msg":"command failed","err":"x ERR_NGROK_4018"})",
       "ERROR:  authentication failed", "ERROR:  ERR_NGROK_4018"});
  EXPECT_EQ(none.why,
            "authentication failed: Usage of ngrok requires a verified account and authtoken. "
            "(ERR_NGROK_4018)");
  EXPECT_THAT(none.hint, HasSubstr("add-authtoken"));
  EXPECT_TRUE(none.is_lasting);
  EXPECT_EQ(
      trouble(Service::ngrok, {R"({"lvl":"info","msg":"join connections","err":"<nil>"})"}).why,
      "join connections");
}

TEST(Complaints, OfSshSayWhatToDo) {
  for (const Service service : {Service::own_ssh, Service::localhost_run}) {
    EXPECT_THAT(trouble(service, {"Host key verification failed."}).hint, HasSubstr("by hand"));
    EXPECT_TRUE(trouble(service, {"me@host: Permission denied (publickey)."}).is_lasting);
  }
  const Trouble taken =
      trouble(Service::own_ssh, {"Error: remote port forwarding failed for listen port 9000"});
  EXPECT_THAT(taken.hint, HasSubstr("--tunnel-port"));
  EXPECT_FALSE(taken.is_lasting);
}

TEST(Complaints, OfAnUnknownProgramAreTheLatestThatLooksLikeOne) {
  EXPECT_EQ(trouble(Service::matched, {"hello", "it failed: why", "bye"}).why, "it failed: why");
  EXPECT_EQ(trouble(Service::matched, {"hello", "bye"}).why, "bye");
  EXPECT_EQ(trouble(Service::matched, {"hello", "bye"}, false).why, "");
  EXPECT_EQ(trouble(Service::matched, {}).why, "");
}

TEST(Complaints, NeverShowASecretOrDriveTheTerminal) {
  const Complaints complaints(Service::ngrok, {Secret("s3cret-token"), Secret(""), Secret("ab")});
  EXPECT_EQ(complaints.shown("x s3cret-token y s3cret-token"), "x *** y ***");
  EXPECT_EQ(complaints.shown("Your authtoken: 2abcDEF_x"), "Your authtoken: ***");
  EXPECT_EQ(complaints.shown("token=abc token=def, tokens"), "token=*** token=***, tokens");
  EXPECT_EQ(complaints.shown("about \xff\u202e"), "about \\xff\\u202e");
  EXPECT_THAT(complaints.shown(std::string(1000, 'x') + "s3cret-token").size(), 300U);
  EXPECT_THAT(complaints.shown(std::string(295, 'x') + "s3cret-token"), Not(HasSubstr("s3")));
}

TEST(ExitText, NamesCodeOrSignal) {
  EXPECT_EQ(exit_text({1, 0}), "exit code 1");
  EXPECT_EQ(exit_text({0, 15}), "signal 15");
}

TEST(Restart, GivesUpEarlyOnlyBeforeAnAddressHeld) {
  Restart first;
  EXPECT_EQ(first.wait_after(1s, false, false, 0s), 1s);
  EXPECT_EQ(first.wait_after(1s, false, false, 0s), 2s);
  EXPECT_FALSE(first.wait_after(1s, false, false, 0s));
  EXPECT_FALSE(Restart().wait_after(1s, false, true, 0s));
  Restart later;
  EXPECT_EQ(later.wait_after(1s, true, true, 60s), 60s);
}

TEST(Restart, WaitsLongerEachTimeUntilARunIsLong) {
  Restart restart;
  std::vector<std::chrono::nanoseconds> waits;
  for (int i = 0; i < 8; ++i)
    waits.push_back(*restart.wait_after(1s, true, false, 0s));
  EXPECT_THAT(waits, ::testing::ElementsAre(1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s));
  EXPECT_EQ(restart.wait_after(1min, true, false, 0s), 1s);
}

}  // namespace
}  // namespace streamctl::tunnel
