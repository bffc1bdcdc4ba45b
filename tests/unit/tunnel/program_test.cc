#include "tunnel/program.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/temp_directory.h"
#include "core/file.h"
#include "core/text.h"
#include "tunnel/installed.h"
#include "tunnel/ssh.h"

namespace streamctl::tunnel {
namespace {

using ::testing::HasSubstr;

/// A PATH with the programs named.
class Path {
 public:
  explicit Path(std::vector<std::string> names) {
    for (const std::string& name : names)
      EXPECT_TRUE(write_file(folder_.path(name), "#!/bin/sh\n", 0755));
  }
  [[nodiscard]] Environment environment() const {
    return [path = folder_.path("")](const std::string& name) -> std::optional<std::string> {
      if (name != "PATH") return std::nullopt;
      return "/nowhere:" + path;
    };
  }

 private:
  capture::TempDirectory folder_;
};

constexpr const char* local = "http://127.0.0.1:8080/hooks";

/// The command line that leads to `url`, without the path of the program.
std::string line_of(const ProgramChoice& choice, const std::string& url = local) {
  const Path path({"cloudflared", "ngrok", "ssh"});
  const auto program = program_of(choice, url, path.environment());
  EXPECT_TRUE(program);
  std::vector<std::string> words = program->words;
  words.erase(words.begin());
  return joined(words, " ");
}

std::string why_not(const ProgramChoice& choice, std::vector<std::string> programs = {}) {
  const Path path(std::move(programs));
  const auto good = check_choice(choice, path.environment());
  return good ? "" : good.error().what + " | " + good.error().hint;
}

TEST(Program, CloudflaredIgnoresTheUsersConfigFile) {
  EXPECT_EQ(line_of({"cloudflared"}),
            "tunnel --no-autoupdate --config /dev/null --grace-period 2s --url "
            "http://127.0.0.1:8080");
  EXPECT_THAT(line_of({"cloudflared"}, "https://127.0.0.1:1/"),
              HasSubstr("--url https://127.0.0.1:1 --no-tls-verify"));
}

TEST(Program, NgrokLogsJsonAndMayHaveANameOfItsOwn) {
  EXPECT_EQ(line_of({"ngrok"}), "http 127.0.0.1:8080 --log stdout --log-format json");
  ProgramChoice named{"ngrok"};
  named.public_url = "https://hooks.ngrok.app/x";
  EXPECT_EQ(line_of(named),
            "http 127.0.0.1:8080 --log stdout --log-format json --url https://hooks.ngrok.app");
}

TEST(Program, SshForwardsAPort) {
  const std::string options =
      "-o BatchMode=yes -o ExitOnForwardFailure=yes -o ServerAliveInterval=15 -o "
      "ServerAliveCountMax=3 -o ConnectTimeout=10 -o ControlMaster=no -o ControlPath=none ";
  EXPECT_EQ(line_of({"ssh:me@example.com"}),
            "-T -N " + options + "-R *:0:127.0.0.1:8080 -l me example.com");
  ProgramChoice behind_proxy{"ssh:me@example.com:2222"};
  behind_proxy.public_url = "https://hooks.example.com";
  EXPECT_EQ(line_of(behind_proxy),
            "-T -N " + options + "-p 2222 -R 8080:127.0.0.1:8080 -l me example.com");
  behind_proxy.port = 9000;
  EXPECT_THAT(line_of(behind_proxy), HasSubstr("-R 9000:127.0.0.1:8080 "));
  ProgramChoice direct{"ssh:example.com"};
  direct.public_url = "http://example.com:9000/";
  EXPECT_THAT(line_of(direct), HasSubstr("-R *:9000:127.0.0.1:8080 example.com"));
  EXPECT_EQ(line_of({"ssh:localhost.run"}), "-T " + options +
                                                "-R 80:127.0.0.1:8080 -l nokey localhost.run -- "
                                                "--output json");
  EXPECT_EQ(line_of({"ssh:serveo.net"}), "-T " + options + "-R 80:127.0.0.1:8080 serveo.net");
  EXPECT_EQ(line_of({"ssh:tok@pro.pinggy.io"}),
            "-T " + options + "-p 443 -R 0:127.0.0.1:8080 -l tok pro.pinggy.io");
  EXPECT_EQ(line_of({"ssh:other.example", "https://\\S+"}),
            "-T " + options + "-R 80:127.0.0.1:8080 other.example");
}

TEST(Program, SshKnowsAnAddressWithAChosenPort) {
  const Path path({"ssh"});
  ProgramChoice choice{"ssh:me@example.com"};
  choice.port = 9000;
  EXPECT_EQ(program_of(choice, local, path.environment())->url, "http://example.com:9000");
  choice.port = 0;
  EXPECT_EQ(program_of(choice, local, path.environment())->url, "");
}

TEST(Program, ACommandIsGivenToTheShell) {
  const Path path({});
  const auto program =
      program_of({"bore local $STREAMCTL_PORT --to bore.pub"}, local, path.environment());
  ASSERT_TRUE(program);
  EXPECT_EQ(joined(program->words, "|"),
            "/bin/sh|-c|exec bore local $STREAMCTL_PORT --to bore.pub");
  EXPECT_EQ(program->name, "bore");
  EXPECT_EQ(program->service, Service::bore);
  EXPECT_EQ(program->variables[0].second, local);
  EXPECT_EQ(program->variables[1].second, "8080");
}

TEST(Program, ACommandIsRecognisedByItsProgram) {
  const Path path({});
  const auto service = [&](const char* text) {
    return program_of({text}, local, path.environment())->service;
  };
  EXPECT_EQ(service("npx --yes localtunnel --port 8080"), Service::localtunnel);
  EXPECT_EQ(service("A=1 exec /opt/bin/ngrok http 80"), Service::ngrok);
  EXPECT_EQ(service("ssh -R 80:localhost:8080 nokey@localhost.run"), Service::localhost_run);
  EXPECT_EQ(service("cloudflared tunnel run mine"), Service::silent);
  EXPECT_EQ(service("mine"), Service::silent);
}

TEST(Program, IsLookedForOnThePath) {
  EXPECT_EQ(why_not({"cloudflared"}, {"cloudflared"}), "");
  EXPECT_THAT(why_not({"cloudflared"}), HasSubstr("--tunnel: cloudflared is not on the PATH | get "
                                                  "it from https://github.com/cloudflare"));
  EXPECT_THAT(why_not({"ssh:a"}), HasSubstr("ssh is not on the PATH"));
  EXPECT_THAT(why_not({"bore local 1 --to bore.pub"}), HasSubstr("bore is not on the PATH"));
  EXPECT_EQ(why_not({"bore local 1 --to bore.pub"}, {"bore"}), "");
  EXPECT_EQ(why_not({"A=$B nosuch", "x"}), "");  // Only the shell can tell.
}

TEST(Program, NeedsAWayToItsAddress) {
  const std::vector<std::string> mine{"mine", "cloudflared", "ngrok"};
  EXPECT_THAT(why_not({"mine"}, mine), HasSubstr("add --tunnel-match"));
  EXPECT_EQ(why_not({"mine", "https://(a|b)"}, mine), "");
  EXPECT_THAT(why_not({"mine", "("}, mine), HasSubstr("--tunnel-match: '(' is not a regular"));
  EXPECT_EQ(why_not({"mine", "", {}, "https://a.example"}, mine), "");
  EXPECT_THAT(why_not({"ngrok", "x"}, mine), HasSubstr("is found without it"));
  EXPECT_THAT(why_not({"cloudflared", "", {}, "https://a.example"}, mine),
              HasSubstr("has an address of its own"));
  EXPECT_THAT(why_not({"ngrok", "", 80}, mine), HasSubstr("--tunnel-port"));
  EXPECT_THAT(why_not({"  "}, mine), HasSubstr("no program"));
}

TEST(Version, IsTheFirstNumberWithADot) {
  EXPECT_EQ(version_in("cloudflared version 2026.8.2 (built 2026-08-20-1507 UTC)\n"), "2026.8.2");
  EXPECT_EQ(version_in("ngrok version 3.39.10"), "3.39.10");
  EXPECT_EQ(version_in("1.82.0\n  tailscale commit: 3ae7fd"), "1.82.0");
  EXPECT_EQ(version_in("Tunnel CLI version: 1.0.1435+d49a94cc24\n"), "1.0.1435+d49a94cc24");
  EXPECT_EQ(version_in("  _____ \n |__  / 1\nv0.4.44 [5c1a]"), "0.4.44");
  EXPECT_EQ(version_in("see 4. at v2.0."), "2.0");
  for (const char* text : {"", "none", "12", "1.", "1.x", "\x1b[2J"})
    EXPECT_EQ(version_in(text), "") << text;
}

TEST(SshDestination, IsWrittenInSeveralWays) {
  const auto parsed = [](const char* text) {
    const auto found = parse_ssh_destination(text);
    return found ? found->user + "|" + found->host + "|" + found->port : "refused";
  };
  EXPECT_EQ(parsed("example.com"), "|example.com|");
  EXPECT_EQ(parsed("me@example.com:2222"), "me|example.com|2222");
  EXPECT_EQ(parsed("//me@example.com:22"), "me|example.com|22");
  EXPECT_EQ(parsed("me@corp@host"), "me@corp|host|");
  EXPECT_EQ(parsed("me@[::1]:22"), "me|::1|22");
  EXPECT_EQ(parsed("::1"), "|::1|");
  for (const char* text :
       {"", "@host", "me@", "host:", "host:x", "host:123456", "host:65536", "host:0",
        "-oProxyCommand=x", "me@-host", "-me@host", "ho st", "host/x", "//"})
    EXPECT_EQ(parsed(text), "refused") << text;
}

}  // namespace
}  // namespace streamctl::tunnel
