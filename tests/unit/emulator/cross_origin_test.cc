#include "emulator/serve/cross_origin.h"

#include "emulator/bench.h"

namespace streamctl::emulator {
namespace {

TEST(Guard, TellsAPageOfSomebodyElse) {
  const struct {
    const char* name;
    net::Headers headers;
    const char* says;  ///< "" if not refused.
  } rows[] = {
      {"a backend", {{"Host", "127.0.0.1:8800"}}, ""},
      {"IPv6", {{"Host", "[::1]:8800"}}, ""},
      {"an address of a network", {{"Host", "192.0.2.1"}}, ""},
      {"localhost", {{"Host", "LocalHost:8800"}}, ""},
      {"a final dot", {{"Host", "localhost.:8800"}}, ""},
      {"below localhost", {{"Host", "video.localhost:8800"}}, ""},
      {"a container", {{"Host", "emulator:8800"}}, ""},
      {"docker's host", {{"Host", "host.docker.internal:8800"}}, ""},
      {"what --host names", {{"Host", "dev.example:8800"}}, ""},
      {"an address bar", {{"Host", "127.0.0.1:8800"}, {"Sec-Fetch-Site", "none"}}, ""},
      {"its own page",
       {{"Host", "127.0.0.1:8800"},
        {"Origin", "http://127.0.0.1:8800"},
        {"Sec-Fetch-Site", "same-origin"}},
       ""},
      {"no Host", {}, "Host ''"},
      {"rebinding", {{"Host", "evil.example:8800"}}, "Host 'evil.example:8800'"},
      {"rebinding with a final dot", {{"Host", "evil.example."}}, "Host"},
      {"a look-alike", {{"Host", "localhost.evil.example"}}, "Host"},
      {"an address and a name", {{"Host", "127.0.0.1.evil.example"}}, "Host"},
      {"a name for a port", {{"Host", "127.0.0.1:8800.evil.example"}}, "Host"},
      {"behind a bracket", {{"Host", "[::1].evil.example"}}, "Host"},
      {"within brackets", {{"Host", "[evil.example]"}}, "Host"},
      {"an open bracket", {{"Host", "[::1"}}, "Host"},
      {"a user", {{"Host", "127.0.0.1@evil.example"}}, "Host"},
      {"a dot in disguise", {{"Host", "evil%2eexample"}}, "Host"},
      {"an empty name", {{"Host", ":8800"}}, "Host"},
      {"another origin",
       {{"Host", "127.0.0.1:8800"}, {"Origin", "https://evil.example"}},
       "a page of https://evil.example"},
      {"another port",
       {{"Host", "127.0.0.1:8800"}, {"Origin", "http://127.0.0.1:3000"}},
       "a page of http://127.0.0.1:3000"},
      {"another scheme",
       {{"Host", "127.0.0.1:8800"}, {"Origin", "https://127.0.0.1:8800"}},
       "a page of"},
      {"a frame in a sandbox", {{"Host", "127.0.0.1:8800"}, {"Origin", "null"}}, "a page of null"},
      {"an empty origin", {{"Host", "127.0.0.1:8800"}, {"Origin", ""}}, "a page of"},
      {"another site",
       {{"Host", "127.0.0.1:8800"}, {"Sec-Fetch-Site", "cross-site"}},
       "another site"},
      {"another port of the site",
       {{"Host", "localhost:8800"}, {"Sec-Fetch-Site", "same-site"}},
       "another site"},
      // A network's DNS server can resolve that name to an attacker's page.
      {"a page by a name without a dot",
       {{"Host", "emulator:8800"}, {"Origin", "http://emulator:8800"}},
       "a page of http://emulator:8800"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    net::Request request;
    request.headers = row.headers;
    const auto why = why_cross_origin(request, "Dev.example");
    EXPECT_EQ(why.has_value(), *row.says != '\0') << why.value_or("");
    EXPECT_THAT(why.value_or(""), HasSubstr(row.says));
  }
}

class Stranger : public testing::Test {
 protected:
  static Answer ask(Bench& bench, const std::string& token, const std::string& method,
                    const std::string& path, const std::string& foreign) {
    ApiRequest request{method, parse_request_target(path + "?api_key=emulator"), token, "{}"};
    request.cross_origin = foreign;
    auto applied = apply(bench.state, request);
    return {applied.answer.status, Json::parse(applied.answer.body), std::move(applied.outcome)};
  }
  static constexpr const char* app = "/api/v2/app";
  static constexpr const char* why = "it comes from a page of https://evil.example";
};

TEST_F(Stranger, IsNoServerWithTheSecretThatEverybodyKnows) {
  Bench bench;
  bench.call();
  const std::string server = Bench::token({{"server", true}});
  const auto refused = ask(bench, server, "PATCH", app, why);
  EXPECT_EQ(refused.status, 403U);
  EXPECT_EQ(refused.body["code"], 17);
  EXPECT_THAT(refused.body["message"].get<std::string>(),
              testing::AllOf(HasSubstr("https://evil.example"), HasSubstr("STREAM_API_SECRET")));
  EXPECT_EQ(ask(bench, Bench::token(Json::object()), "GET", app, why).status, 403U);
  EXPECT_EQ(ask(bench, server, "GET", "/video/call/default/a", why).status, 403U);
  EXPECT_EQ(ask(bench, server, "POST", "/video/guest", why).status, 403U);
  EXPECT_EQ(ask(bench, Bench::user_token("john"), "GET", "/video/call/default/a", why).status,
            200U);
  EXPECT_EQ(ask(bench, server, "GET", app, "").status, 200U);
}

TEST_F(Stranger, IsAServerByASecretOfOnesOwn) {
  StateOptions options;
  options.secret = Secret("a secret of one's own");
  Bench bench(std::move(options));
  const std::string own = crypto::sign_jwt({{"server", true}}, "a secret of one's own");
  EXPECT_EQ(ask(bench, own, "GET", app, why).status, 200U);
  // With signature checks disabled, the token proves nothing.
  const Json unchecked{{"disable_auth_checks", true}};
  ASSERT_EQ(bench.ask(own, "PATCH", app, unchecked).status, 200U);
  EXPECT_EQ(ask(bench, own, "GET", app, why).status, 403U);
}

}  // namespace
}  // namespace streamctl::emulator
