#include "inspector/gate.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace streamctl::inspector {
namespace {

const Secret token("secret-token");

PageRequest read_of(const std::string& path) {
  PageRequest request;
  request.method = "GET";
  request.path = path;
  request.host = "127.0.0.1:4040";
  request.authorization = "Bearer secret-token";
  return request;
}

PageRequest change() {
  PageRequest request = read_of("/api/forge");
  request.method = "POST";
  request.content_type = "application/json; charset=utf-8";
  request.content_length = "2";
  return request;
}

unsigned status_of(const PageRequest& request) {
  const auto refused = refused_at_gate(request, token);
  return refused ? refused->status : 200;
}

TEST(Gate, LetsThePageReadAndChange) {
  EXPECT_EQ(status_of(read_of("/api/state")), 200U);
  EXPECT_EQ(status_of(change()), 200U);
  PageRequest file = read_of("/main.js");
  file.authorization.clear();
  EXPECT_EQ(status_of(file), 200U);
}

TEST(Gate, KnowsThisMachineByItsNames) {
  for (const char* host : {"localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:4040"}) {
    PageRequest request = read_of("/");
    request.host = host;
    EXPECT_EQ(status_of(request), 200U) << host;
  }
  for (const char* host : {"", "localhost.evil.example", "evil.example:4040", "127.0.0.2", "[::1",
                           "[::2]", "localhost.", "127.0.0.1@evil.example"}) {
    PageRequest request = read_of("/");
    request.host = host;
    EXPECT_EQ(status_of(request), 403U) << host;
  }
}

TEST(Gate, RefusesOtherOrigins) {
  for (const char* origin : {"null", "http://127.0.0.1", "http://127.0.0.1:3000",
                             "https://127.0.0.1:4040", "http://evil.example"}) {
    PageRequest request = change();
    request.origin = origin;
    EXPECT_EQ(status_of(request), 403U) << origin;
  }
  PageRequest same = change();
  same.origin = "http://127.0.0.1:4040";
  EXPECT_EQ(status_of(same), 200U);
}

TEST(Gate, FollowsALinkToThePageAlone) {
  PageRequest link = read_of("/");
  link.authorization.clear();
  link.fetch_site = "cross-site";
  link.fetch_mode = "navigate";
  link.fetch_dest = "document";
  EXPECT_EQ(status_of(link), 200U);
  link.fetch_site = "same-site";
  EXPECT_EQ(status_of(link), 200U) << "a page at another port";
  const auto changed = [&link](std::string PageRequest::*member, const char* value) {
    PageRequest other = link;
    other.*member = value;
    return status_of(other);
  };
  EXPECT_EQ(changed(&PageRequest::fetch_dest, "iframe"), 403U);
  EXPECT_EQ(changed(&PageRequest::fetch_mode, "no-cors"), 403U);
  EXPECT_EQ(changed(&PageRequest::fetch_mode, ""), 403U);
  EXPECT_EQ(changed(&PageRequest::path, "/main.js"), 403U);
  EXPECT_EQ(changed(&PageRequest::path, "/api/state"), 403U);
  EXPECT_EQ(changed(&PageRequest::method, "POST"), 403U);
  EXPECT_EQ(changed(&PageRequest::host, "evil.example"), 403U);
  EXPECT_EQ(changed(&PageRequest::origin, "http://evil.example"), 403U);
}

TEST(Gate, TakesTheTokenFromAQueryForTheStreamAlone) {
  for (const char* path : {"/api/stream", "/api/state"}) {
    PageRequest request = read_of(path);
    request.authorization.clear();
    request.query = {{"token", "secret-token"}};
    EXPECT_EQ(status_of(request), request.path == "/api/stream" ? 200U : 401U);
  }
  PageRequest request = read_of("/api/stream");
  request.authorization.clear();
  EXPECT_EQ(refused_at_gate(request, Secret())->status, 401U) << "an empty token opens nothing";
}

TEST(Gate, ChecksTheLengthOfAChange) {
  for (const auto& [length, status] :
       std::initializer_list<std::pair<const char*, unsigned>>{{"", 411},
                                                               {"-1", 400},
                                                               {"1x", 400},
                                                               {" 1", 400},
                                                               {"6291456", 200},
                                                               {"6291457", 413},
                                                               {"99999999999999999999999", 413}}) {
    PageRequest request = change();
    request.content_length = length;
    EXPECT_EQ(status_of(request), status) << length;
  }
}

TEST(Gate, RefusesWhatIsAmbiguousOrUnusual) {
  PageRequest twice = read_of("/");
  twice.is_ambiguous = true;
  EXPECT_EQ(status_of(twice), 400U);
  PageRequest encoded = change();
  encoded.is_encoded = true;
  EXPECT_EQ(status_of(encoded), 415U);
  PageRequest form = change();
  form.content_type = "application/x-www-form-urlencoded";
  EXPECT_EQ(status_of(form), 415U);
  PageRequest other = read_of("/");
  other.method = "PUT";
  EXPECT_EQ(refused_at_gate(other, token)->allow, "GET, HEAD, POST");
}

TEST(Gate, MakesTokensThatDiffer) {
  std::set<std::string> tokens;
  for (int i = 0; i < 100; ++i)
    tokens.emplace(random_token().reveal());
  EXPECT_EQ(tokens.size(), 100U);
  EXPECT_GE(tokens.begin()->size(), 32U);
}

}  // namespace
}  // namespace streamctl::inspector
