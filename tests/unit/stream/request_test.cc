#include "stream/request.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/call_id.h"
#include "stream/custom_event.h"

namespace streamctl::stream {
namespace {

using ::testing::HasSubstr;

TEST(Request, HasTheFieldsOfStreamsSdks) {
  Access access{.base_url = "https://api", .api_key = "k&y", .token = Secret("a.b.c")};
  Operation one{.method = "GET", .path = "/app", .query = {{"a b", "ü&="}}};
  const net::HttpRequest request = http_request(access, one, "id-1");
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, "https://api/api/v2/app?api_key=k%26y&a%20b=%C3%BC%26%3D");
  EXPECT_EQ(request.headers,
            (net::Headers{{"Authorization", "a.b.c"},
                          {"stream-auth-type", "jwt"},
                          {"X-Stream-Client", "stream-cpp-streamctl-" STREAMCTL_VERSION},
                          {"x-client-request-id", "id-1"},
                          {"Accept", "application/json"}}));
  EXPECT_EQ(request.body, nullptr);
}

TEST(Request, DiffersByWhoAsks) {
  Access access{.base_url = "https://api", .api_key = "k", .surface = Surface::client};
  const auto request =
      http_request(access, operation("POST", "/video/calls", Json{{"watch", true}}), "id");
  EXPECT_EQ(request.url, "https://api/video/calls?api_key=k");
  EXPECT_EQ(*request.headers.find("stream-auth-type"), "anonymous");
  EXPECT_EQ(request.headers.find("Authorization"), nullptr);
  EXPECT_EQ(*request.headers.find("Content-Type"), "application/json");
  EXPECT_EQ(*request.body, R"({"watch":true})");
}

TEST(BaseUrl, IsTakenInEveryFormPeopleWriteIt) {
  for (const char* url :
       {"https://api", "https://api/", "https://api//", "https://api/video", "https://api/video/"})
    EXPECT_EQ(*normal_base_url(url), "https://api") << url;
  EXPECT_EQ(*normal_base_url("http://127.0.0.1:8800/base/"), "http://127.0.0.1:8800/base");
  for (const char* url : {"api.example.com", "ftp://api", "https://user:pass@api",
                          "https://api?a=b", "https://api#x", ""}) {
    const auto refused = normal_base_url(url);
    ASSERT_FALSE(refused) << url;
    EXPECT_EQ(refused.error().kind, ErrorKind::config);
  }
}

TEST(CustomEvent, SaysWhoSendsItOnlyToTheServersSurface) {
  const CallId call{"default", "a b"};
  const Json custom{{"reaction", "clap"}};
  const auto server = send_call_event(call, custom, "john", Surface::server);
  ASSERT_TRUE(server);
  EXPECT_EQ(server->method, "POST");
  EXPECT_EQ(server->path, "/video/call/default/a%20b/event");
  EXPECT_EQ(*server->body, R"({"user_id":"john","custom":{"reaction":"clap"}})");
  EXPECT_EQ(*send_call_event(call, custom, "john", Surface::client)->body,
            R"({"custom":{"reaction":"clap"}})");
}

TEST(CustomEvent, IsAnObjectOfAtMost5KiB) {
  const CallId call{"default", "a"};
  Json custom{{"a", std::string(custom_bytes_max - 8, 'x')}};  // {"a":""} are 8 more.
  EXPECT_TRUE(send_call_event(call, custom, "john", Surface::server));
  custom["a"] = std::string(custom_bytes_max - 7, 'x');
  const auto refused = send_call_event(call, custom, "john", Surface::server);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::usage);
  EXPECT_THAT(refused.error().what, HasSubstr("5,121 bytes; Stream takes 5,120"));
  EXPECT_FALSE(send_call_event(call, Json::array(), "john", Surface::server));
}

}  // namespace
}  // namespace streamctl::stream
