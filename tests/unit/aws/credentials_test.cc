#include "aws/credentials.h"

#include <map>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/credential_source.h"
#include "aws/metadata.h"
#include "aws/profile.h"
#include "capture/temp_directory.h"
#include "net/scripted_peer.h"

namespace streamctl::aws {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ScriptedPeer;

using Values = std::map<std::string, std::string>;

Environment environment(Values values) {
  return [values = std::move(values)](const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

class FakeClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override { return WallTime{} + passed; }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime{} + passed; }
  std::chrono::nanoseconds passed = 1h;
};

Credentials keys(const std::string& id, std::optional<WallTime> expires_at = std::nullopt) {
  return {id, Secret("s"), Secret("t"), expires_at, true, "a test"};
}

TEST(Credentials, ComeFromTheEnvironment) {
  const auto found = credentials_in(environment({{"AWS_ACCESS_KEY_ID", "AKID"},
                                                 {"AWS_SECRET_ACCESS_KEY", "s3cret"},
                                                 {"AWS_SESSION_TOKEN", "token"}}));
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->access_key_id, "AKID");
  EXPECT_EQ((*found)->secret_access_key.reveal(), "s3cret");
  EXPECT_EQ((*found)->session_token.reveal(), "token");
  EXPECT_EQ(*credentials_in(environment({})), std::nullopt);
  const auto half = credentials_in(environment({{"AWS_SECRET_ACCESS_KEY", "s3cret"}}));
  ASSERT_FALSE(half);
  EXPECT_THAT(half.error().what, HasSubstr("AWS_ACCESS_KEY_ID is not"));
  EXPECT_THAT(half.error().what, Not(HasSubstr("s3cret")));
}

TEST(Credentials, ComeFromTheProfile) {
  const ProfileFiles files{
      parse_ini("[default]\nregion=x\n[profile dev]\naws_access_key_id=C\naws_secret_access_key=s\n"
                "[profile sso]\nsso_session = corp\n[profile half]\naws_access_key_id=H\n"),
      parse_ini("[default]\naws_access_key_id=D\naws_secret_access_key=s\naws_session_token=t\n"
                "[dev]\naws_access_key_id=F\naws_secret_access_key=s\n")};
  EXPECT_EQ((*credentials_in(files, "default", false))->access_key_id, "D");
  EXPECT_EQ((*credentials_in(files, "default", false))->session_token.reveal(), "t");
  EXPECT_EQ((*credentials_in(files, "dev", true))->access_key_id, "F");
  EXPECT_EQ((*credentials_in({files.config, {}}, "dev", true))->access_key_id, "C");
  EXPECT_EQ(*credentials_in({files.config, {}}, "default", false), std::nullopt);
  EXPECT_THAT(credentials_in(files, "sso", true).error().hint,
              HasSubstr("export-credentials --profile sso"));
  EXPECT_THAT(credentials_in(files, "half", true).error().what, HasSubstr("half a pair"));
  EXPECT_THAT(credentials_in(files, "nope", true).error().what, HasSubstr("no AWS profile 'nope'"));
}

TEST(Credentials, AreFoundInTheirOrder) {
  const capture::TempDirectory home;
  home.write("credentials", "[default]\naws_access_key_id=FILE\naws_secret_access_key=s\n");
  Values values{{"AWS_SHARED_CREDENTIALS_FILE", home.path("credentials")},
                {"AWS_CONFIG_FILE", home.path("none")},
                {"AWS_EC2_METADATA_DISABLED", "true"}};
  EXPECT_EQ(find_credentials(environment(values))->access_key_id, "FILE");
  values["AWS_ACCESS_KEY_ID"] = "ENV";
  values["AWS_SECRET_ACCESS_KEY"] = "s";
  EXPECT_EQ(find_credentials(environment(values))->access_key_id, "ENV");
  const auto none =
      find_credentials(environment({{"HOME", home.path()}, {"AWS_EC2_METADATA_DISABLED", "true"}}));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::config);
}

constexpr const char* metadata_answer =
    R"({"Code":"Success","AccessKeyId":"ASIA","SecretAccessKey":"s3cret","Token":"t","Expiration":"1970-01-01T06:00:00Z"})";

TEST(Credentials, ComeFromTheContainersAgent) {
  ScriptedPeer peer({testing::answer(200, metadata_answer), testing::answer(403, "no"),
                     testing::answer(200, R"({"message":"s3cret"})")});
  const auto there = environment({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", peer.url() + "creds"},
                                  {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic x"}});
  const auto found = container_credentials(there);
  ASSERT_TRUE(found && *found) << found.error().what;
  EXPECT_EQ((*found)->access_key_id, "ASIA");
  EXPECT_EQ((*found)->expires_at, WallTime{} + 6h);
  EXPECT_EQ(peer.requests()[0].field("Authorization"), "Basic x");
  EXPECT_THAT(container_credentials(there).error().what, HasSubstr("it answered 403"));
  EXPECT_THAT(container_credentials(there).error().what, Not(HasSubstr("s3cret")));
  EXPECT_EQ(*container_credentials(environment({})), std::nullopt);
}

TEST(Credentials, AreNotWaitedForAfterAStop) {
  ScriptedPeer peer({testing::silence(), testing::silence()});
  std::stop_source source;
  source.request_stop();
  const auto agent = environment({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", peer.url() + "creds"}});
  EXPECT_THAT(container_credentials(agent, source.get_token()).error().what,
              HasSubstr("interrupted"));
  const auto machine = environment({{"AWS_EC2_METADATA_SERVICE_ENDPOINT", peer.url()}});
  EXPECT_EQ(*machine_credentials(machine, source.get_token()), std::nullopt);
}

TEST(Credentials, AreNotAskedForOverAnOpenNetwork) {
  const auto url = [](const char* full) {
    return container_url(environment({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", full}}));
  };
  EXPECT_TRUE(url("https://example.com/creds"));
  EXPECT_TRUE(url("http://127.0.0.1:51678/creds"));
  EXPECT_TRUE(url("http://169.254.170.23/v1/credentials"));
  EXPECT_TRUE(url("http://[fd00:ec2::23]/v1/credentials"));
  EXPECT_FALSE(url("http://example.com/creds"));
  EXPECT_FALSE(url("http://169.254.169.254/creds"));
  EXPECT_EQ(**container_url(environment({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/x"}})),
            "http://169.254.170.2/v2/x");
}

TEST(Credentials, ComeFromTheMachinesRole) {
  ScriptedPeer peer({testing::answer(200, "tok"), testing::answer(200, "my-role\n"),
                     testing::answer(200, metadata_answer), testing::answer(404)});
  const auto there = environment({{"AWS_EC2_METADATA_SERVICE_ENDPOINT",
                                   "http://127.0.0.1:" + std::to_string(peer.port()) + "/"}});
  const auto found = machine_credentials(there);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->source, "the machine's role");
  const auto requests = peer.requests();
  EXPECT_THAT(requests[0].head, HasSubstr("PUT /latest/api/token "));
  EXPECT_EQ(requests[1].field("X-aws-ec2-metadata-token"), "tok");
  EXPECT_THAT(requests[2].head, HasSubstr("/iam/security-credentials/my-role "));
  EXPECT_EQ(*machine_credentials(there), std::nullopt);
}

TEST(CredentialSource, RenewsBeforeTheyExpire) {
  FakeClock clock;
  int looks = 0;
  CredentialSource source(
      [&] { return Result<Credentials>(keys("K" + std::to_string(++looks), clock.now() + 10min)); },
      clock);
  EXPECT_EQ(source.current()->access_key_id, "K1");
  clock.passed += 4min;
  EXPECT_EQ(source.current()->access_key_id, "K1");
  clock.passed += 2min;
  EXPECT_EQ(source.current()->access_key_id, "K2");
}

TEST(CredentialSource, KeepsTheOldOnesWhileNewOnesFail) {
  FakeClock clock;
  bool fails = false;
  int looks = 0;
  CredentialSource source(
      [&]() -> Result<Credentials> {
        ++looks;
        if (fails) return network_error("nobody answers");
        return keys("K", clock.now() + 10min);
      },
      clock);
  EXPECT_TRUE(source.current());
  fails = true;
  clock.passed += 6min;
  EXPECT_TRUE(source.current());
  EXPECT_TRUE(source.current());
  EXPECT_EQ(looks, 2);  // At most once per renewal_pause.
  clock.passed += 10min;
  EXPECT_THAT(source.current().error().what, HasSubstr("have expired: nobody answers"));
}

TEST(CredentialSource, LooksAgainWhenTheyAreRefused) {
  FakeClock clock;
  std::string id = "OLD";
  CredentialSource source([&] { return Result<Credentials>(keys(id)); }, clock);
  const Credentials old = *source.current();
  EXPECT_FALSE(source.renew(old));
  id = "NEW";
  EXPECT_FALSE(source.renew(old));  // Checked a moment ago.
  clock.passed += renewal_pause;
  EXPECT_TRUE(source.renew(old));
  EXPECT_TRUE(source.renew(old));  // An earlier request signed with them.
  EXPECT_EQ(source.current()->access_key_id, "NEW");
}

}  // namespace
}  // namespace streamctl::aws
