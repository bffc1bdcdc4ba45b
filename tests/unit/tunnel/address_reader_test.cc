#include "tunnel/address_reader.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tunnel/output_lines.h"

namespace streamctl::tunnel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What a program says in `output`: addresses, and "connected".
std::vector<std::string> said(AddressReader reader, const std::string& output) {
  std::vector<std::string> all;
  OutputLines lines([&](const std::string& line) {
    const auto saying = reader(line);
    if (saying) all.push_back(saying->is_connected ? "connected" : saying->url);
  });
  lines.feed(output);
  lines.end();
  return all;
}

std::vector<std::string> said(Service service, const std::string& output) {
  return said(reader_of(service, "http://example.com"), output);
}

TEST(AddressReader, OfCloudflaredTakesTheBoxAndNeitherTheTermsNorTheApi) {
  EXPECT_THAT(
      said(
          Service::cloudflared,
          "2026-11-27T10:00:00Z INF Thank you for trying Cloudflare Tunnel. Doing so, without a "
          "Cloudflare account, is a quick way to experiment and try it out. However, be aware that "
          "these account-less Tunnels have no uptime guarantee, are subject to the Cloudflare "
          "Online Services Terms of Use (https://www.cloudflare.com/website-terms/), and "
          "Cloudflare reserves the right to investigate your use of Tunnels for violations of such "
          "terms. If you intend to use Tunnels in production you should use a pre-created named "
          "tunnel by following: https://developers.cloudflare.com/cloudflare-one/connections\n"
          "2026-11-27T10:00:00Z INF Requesting new quick Tunnel on trycloudflare.com...\n"
          "2026-11-27T10:00:03Z INF +----------------------------------------------------+\n"
          "2026-11-27T10:00:03Z INF |  Your quick Tunnel has been created! Visit it at (it may "
          "take "
          "some time to be reachable):  |\n"
          "2026-11-27T10:00:03Z INF |  https://great-red-old-fox.trycloudflare.com   |\n"
          "2026-11-27T10:00:03Z INF +----------------------------------------------------+\n"
          "2026-11-27T10:00:03Z INF Starting metrics server on 127.0.0.1:20241/metrics\n"
          "2026-11-27T10:00:04Z INF Registered tunnel connection connIndex=0 connection=8d29 "
          "event=0 ip=198.41.192.7 location=fra08 protocol=quic\n"),
      ElementsAre("https://great-red-old-fox.trycloudflare.com", "connected"));
  EXPECT_THAT(
      said(Service::cloudflared,
           R"({"level":"info","time":"2026","message":"|  https://a-b.trycloudflare.com  |"})"
           "\n2022-02-01T10:00:00Z INF Connection 1f0a-22 registered connIndex=0 location=FRA\n"),
      ElementsAre("https://a-b.trycloudflare.com", "connected"));
  for (const char* decoy :
       {R"(failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp)",
        "https://trycloudflare.com", "https://a.b.trycloudflare.com", "http://a.trycloudflare.com",
        "https://a.trycloudflare.com.evil.example/", "https://evil.example/?a.trycloudflare.com",
        "https://user@a.trycloudflare.com"})
    EXPECT_THAT(said(Service::cloudflared, decoy), IsEmpty()) << decoy;
}

TEST(AddressReader, OfNgrokTakesTheUrlOfTheStartedTunnel) {
  const std::string start =
      R"({"lvl":"info","msg":"open config file","path":"/root/.config/ngrok/ngrok.yml","t":"2026"})"
      "\n"
      R"({"addr":"127.0.0.1:4040","lvl":"info","msg":"starting web service","obj":"web"})"
      "\nUpdate available: https://ngrok.com/download\n"
      R"({"lvl":"info","msg":"client session established","obj":"csess","id":"1"})"
      "\n";
  EXPECT_THAT(said(Service::ngrok, start + R"({"addr":"http://127.0.0.1:8080","lvl":"info",)"
                                           R"("msg":"started tunnel","name":"command_line",)"
                                           R"("obj":"tunnels","url":"https://ab.ngrok-free.app"})"),
              ElementsAre("https://ab.ngrok-free.app"));
  EXPECT_THAT(
      said(Service::ngrok, start + R"({"addr":{"Scheme":"http","Host":"127.0.0.1:80"},"url":)"
                                   R"("https://hooks.example.org:8443/x","msg":"started tunnel"})"),
      ElementsAre("https://hooks.example.org:8443"));
  EXPECT_THAT(said(Service::ngrok,
                   "t=2026 lvl=info msg=\"started tunnel\" obj=tunnels "
                   "name=command_line addr=http://127.0.0.1:8080 "
                   "url=https://ab.ngrok-free.dev\n"),
              ElementsAre("https://ab.ngrok-free.dev"));
  EXPECT_THAT(said(Service::ngrok, start + R"({"lvl":"crit","msg":"command failed","err":"see )"
                                           R"(https://dashboard.ngrok.com"})"),
              IsEmpty());
}

TEST(AddressReader, OfLocalhostRunTakesEachAcceptedName) {
  const std::string picture(40'000, '#');
  EXPECT_THAT(
      said(Service::localhost_run,
           "Welcome to localhost.run! https://localhost.run/docs/\n"
           "authenticated as anonymous user\n"
           R"({"event":"authn","message":"https://admin.localhost.run/"})"
           "\n"
           R"({"event":"tcpip-forward","authz_code":"OK","address":"5e1f0.lhr.life","message":")" +
               picture + "\"}\n" +
               R"({"type":"v1.tcpip_forward.register.rejected","id":"localhost/no.lhr.life"})"
               "\n" +
               R"({"type":"v1.tcpip_forward.register.accepted","id":"localhost/77ab.lhr.life"})"
               "\n"),
      ElementsAre("https://5e1f0.lhr.life", "https://77ab.lhr.life"));
  EXPECT_THAT(said(Service::localhost_run,
                   "5e1f0.lhr.life tunneled with tls termination, https://5e1f0.lhr.life\r\n"),
              ElementsAre("https://5e1f0.lhr.life"));
  EXPECT_THAT(
      said(Service::localhost_run, R"({"event":"x","authz_code":"OK","address":"a.example/../b"})"),
      IsEmpty());
}

TEST(AddressReader, OfTheOtherSshServices) {
  EXPECT_THAT(said(Service::serveo,
                   "Tip: https://console.serveo.net\r\n"
                   "\x1b[32mForwarding HTTP traffic from https://0a1b-203-0-113-9."
                   "serveousercontent.com\x1b[0m\r\n"),
              ElementsAre("https://0a1b-203-0-113-9.serveousercontent.com"));
  EXPECT_THAT(said(Service::pinggy,
                   "Allocated port 8 for remote forward to 127.0.0.1:8080\r\n"
                   "You are not authenticated.\n"
                   "Your tunnel will expire in 60 minutes. Upgrade to Pinggy Pro to get "
                   "unrestricted tunnels. https://dashboard.pinggy.io\n"
                   "https://dashboard.pinggy.io\n"
                   "http://ab-203-0-113-9.run.pinggy-free.link\n"
                   "https://ab-203-0-113-9.run.pinggy-free.link\n"
                   "https://ab-203-0-113-9.free.pinggy.net\n"),
              ElementsAre("https://ab-203-0-113-9.run.pinggy-free.link"));
}

TEST(AddressReader, OfAServerOfOnesOwnTakesThePortThatItChose) {
  EXPECT_THAT(said(Service::own_ssh,
                   "Welcome, see https://intranet.example/\r\n"
                   "Allocated port 41237 for remote forward to 127.0.0.1:8080\r\n"),
              ElementsAre("http://example.com:41237"));
  EXPECT_THAT(said(Service::own_ssh, "Allocated port 0 for remote forward to 127.0.0.1:8080"),
              IsEmpty());
  EXPECT_THAT(said(Service::own_ssh, "Allocated port x for remote forward to 127.0.0.1:8080"),
              IsEmpty());
}

TEST(AddressReader, OfTailscaleTakesWhatIsOnTheInternet) {
  EXPECT_THAT(said(Service::tailscale,
                   "Available on the internet:\n\nhttps://laptop.tail1234.ts.net/\n"
                   "|-- proxy http://127.0.0.1:8080\n\nPress Ctrl+C to exit.\n"),
              ElementsAre("https://laptop.tail1234.ts.net"));
  EXPECT_THAT(said(Service::tailscale,
                   "Available within your tailnet:\n\nhttps://laptop.tail1234.ts.net/\n"),
              IsEmpty());
  EXPECT_THAT(said(Service::tailscale,
                   "Funnel is not enabled on your tailnet.\nTo enable, visit:\n"
                   "\n\thttps://login.tailscale.com/f/funnel?node=n\n"),
              IsEmpty());
}

TEST(AddressReader, OfDevtunnelTakesTheAddressWithoutAPort) {
  EXPECT_THAT(said(Service::devtunnel,
                   "Hosting port: 8080\n"
                   "Connect via browser: https://k1l2.euw.devtunnels.ms:8080, "
                   "https://k1l2-8080.euw.devtunnels.ms\n"
                   "Inspect network activity: https://k1l2-8080-inspect.euw.devtunnels.ms\n"
                   "\nReady to accept connections for tunnel: clever-dog\n"),
              ElementsAre("https://k1l2-8080.euw.devtunnels.ms"));
  EXPECT_THAT(said(Service::devtunnel,
                   "Hosting port 8080 at https://k1l2-8080.euw.devtunnels.ms/, and inspect it at "
                   "https://k1l2-8080-inspect.euw.devtunnels.ms/\n"),
              ElementsAre("https://k1l2-8080.euw.devtunnels.ms"));
}

TEST(AddressReader, OfZrokTakesWhatFollowsItsHeading) {
  const std::string heading = "access your zrok share at the following endpoints:";
  EXPECT_THAT(said(Service::zrok, "[ 1.892] INFO main.(*sharePublicCommand).shareLocal: " +
                                      heading + "\nab12.shares.zrok.io\n[ 2.1] INFO x.example y\n"),
              ElementsAre("https://ab12.shares.zrok.io"));
  EXPECT_THAT(said(Service::zrok,
                   R"({"level":"INFO","msg":")" + heading + R"(\n https://ab12.share.zrok.io"})"),
              ElementsAre("https://ab12.share.zrok.io"));
  EXPECT_THAT(said(Service::zrok, heading + "\n\n\n"), IsEmpty());
}

TEST(AddressReader, OfLocaltunnelAndBore) {
  EXPECT_THAT(
      said(Service::localtunnel,
           "your url is: https://brave-cat-1.loca.lt\nyour cachedUrl is: https://c.example"),
      ElementsAre("https://brave-cat-1.loca.lt"));
  EXPECT_THAT(
      said(
          Service::bore,
          "\x1b[2m2026-11-27T10:00:00Z\x1b[0m \x1b[32m INFO\x1b[0m \x1b[2mbore_cli::client\x1b[0m: "
          "connected to server \x1b[3mremote_port\x1b[0m=4711\n"
          "\x1b[2m2026-11-27T10:00:00Z\x1b[0m \x1b[32m INFO\x1b[0m bore_cli::client: listening at "
          "bore.pub:4711\n"),
      ElementsAre("http://bore.pub:4711"));
}

TEST(AddressReader, TakesNoPortThatCannotBe) {
  for (const char* port : {"0", "65536", "99999999999999999999"})
    EXPECT_THAT(said(Service::bore, std::string("listening at bore.pub:") + port), IsEmpty());
  EXPECT_THAT(said(Service::bore, "listening at bore.pub:65535"),
              ElementsAre("http://bore.pub:65535"));
}

TEST(MatchReader, TakesItsGroupOrTheWholeMatch) {
  const auto match = [](const char* expression, const std::string& output) {
    return said(*reader_by_match(expression), output);
  };
  const std::string output =
      "dashboard https://app.example.com\npublic https://a-1.example.net/x\n";
  EXPECT_THAT(match(R"(public (\S+))", output), ElementsAre("https://a-1.example.net/x"));
  EXPECT_THAT(match(R"(https://[a-z0-9-]+\.example\.net)", output),
              ElementsAre("https://a-1.example.net"));
  EXPECT_THAT(match(R"(at (\S+))", "at host.example\nat host.example:81\n"),
              ElementsAre("https://host.example", "http://host.example:81"));
  EXPECT_THAT(match(R"(at (.*))", "at https://user:pw@host.example/\nat \nat http://\n"),
              IsEmpty());
}

TEST(MatchReader, TakesNoLongerThanTheLine) {
  const auto reader = reader_by_match("(a*)*(a*)*b$");
  EXPECT_FALSE((*reader)(std::string(200, 'a')));
}

TEST(MatchReader, RefusesWhatIsNoExpression) {
  EXPECT_FALSE(reader_by_match("("));
  EXPECT_FALSE(reader_by_match(R"((a)\1)"));
}

TEST(OutputLines, AreCleanWhateverThePieces) {
  const std::string output =
      "one\r\ntwo\x1b[31;1m red\x1b[0m\x07\n\n\x1b]0;title\x07three\x1b]8;;x\x1b\\ 4\rfive\x1b[2K\n"
      "\x1b[\nsix\x1b(B\ttab\nlast";
  for (const std::size_t size : {1U, 2U, 3U, 5U, 100U}) {
    std::vector<std::string> all;
    OutputLines lines([&](const std::string& line) { all.push_back(line); });
    for (std::size_t at = 0; at < output.size(); at += size)
      lines.feed(std::string_view(output).substr(at, size));
    EXPECT_EQ(all.back(), "six tab");
    lines.end();
    EXPECT_THAT(all, ElementsAre("one", "two red", "three 4", "five", "six tab", "last"));
  }
}

TEST(OutputLines, AreCutAtALimit) {
  std::size_t bytes = 0;
  OutputLines lines([&](const std::string& line) { bytes = line.size(); });
  lines.feed(std::string(3 * line_bytes_max, 'x') + "\n");
  EXPECT_EQ(bytes, line_bytes_max);
}

}  // namespace
}  // namespace streamctl::tunnel
