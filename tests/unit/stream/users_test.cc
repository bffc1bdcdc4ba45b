#include "stream/users.h"

#include <stop_token>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/call_id.h"
#include "net/scripted_peer.h"
#include "stream/calls.h"

namespace streamctl::stream {
namespace {

using testing::answer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ScriptedPeer;

class UsersTest : public ::testing::Test {
 protected:
  Client client(const ScriptedPeer& peer) {
    Client::Options options;
    options.access = {.base_url = "http://127.0.0.1:" + std::to_string(peer.port()),
                      .api_key = "key",
                      .token = Secret("t.o.k")};
    return {options, {}, clock_, random_};
  }

  SystemClock clock_;
  Random random_{1};
  std::stop_token stop_;
};

TEST_F(UsersTest, OnlyMissingUsersAreCreated) {
  ScriptedPeer peer({answer(200, R"({"users":[{"id":"ann","name":"Ann"}]})"), answer(201)});
  auto one = client(peer);
  const auto created = create_missing_users({"john", "ann", "john"}, one, stop_);
  ASSERT_TRUE(created) << created.error().what;
  EXPECT_THAT(*created, ElementsAre("john"));
  EXPECT_THAT(peer.requests()[0].head, HasSubstr("GET /api/v2/users?api_key=key&payload="));
  EXPECT_THAT(peer.requests()[0].head, HasSubstr("include_deactivated_users"));
  EXPECT_EQ(peer.requests()[1].body, R"({"users":{"john":{"id":"john"}}})");
}

TEST_F(UsersTest, NobodyIsCreatedWhereAllExist) {
  ScriptedPeer peer({answer(200, R"({"users":[{"id":"ann"}]})")});
  auto one = client(peer);
  EXPECT_TRUE(create_missing_users({"ann"}, one, stop_)->empty());
  EXPECT_EQ(peer.requests().size(), 1U);
}

TEST_F(UsersTest, ManyAreLookedUpInSeveralRequests) {
  ScriptedPeer peer({answer(200, R"({"users":[]})"), answer(200, R"({"users":[]})"), answer(201)});
  auto one = client(peer);
  std::vector<std::string> ids;
  for (int i = 0; i < 21; ++i)
    ids.push_back("user-" + std::to_string(i));
  EXPECT_EQ(create_missing_users(ids, one, stop_)->size(), 21U);
  EXPECT_EQ(peer.requests().size(), 3U);
}

TEST_F(UsersTest, AnAnswerWithoutUsersCreatesNobody) {
  ScriptedPeer peer({answer(200, R"({"users":{"ann":1}})"), answer(200, R"({"users":[1,"x"]})")});
  auto one = client(peer);
  EXPECT_FALSE(create_missing_users({"ann"}, one, stop_));
  EXPECT_FALSE(*find_user("ann", one, stop_));
}

TEST_F(UsersTest, AChangeKeepsOtherFields) {
  ScriptedPeer peer({answer(200, R"({"users":{"ann":{"id":"ann","role":"admin"}}})"),
                     answer(200, R"({"users":{}})")});
  auto one = client(peer);
  const Json fields = Json::parse(R"({"id":"ann","role":"admin","custom":{"a":1,"b":{"c":2}}})");
  EXPECT_EQ((*update_user("ann", fields, one, stop_))["role"], "admin");
  EXPECT_EQ(peer.requests()[0].body,
            R"({"users":[{"id":"ann","set":{"role":"admin","custom.a":1,"custom.b":{"c":2}}}]})");
  EXPECT_FALSE(update_user("ann", fields, one, stop_));
}

TEST(Calls, AreCreatedWithTheirData) {
  const CallId call{"default", "a b"};
  CallRequest request{.created_by = "john", .members = {{"ann", "admin"}, {"bob", ""}}};
  request.data["team"] = "blue";
  request.ring = true;
  const Operation made = create_call(call, request);
  EXPECT_EQ(made.path, "/video/call/default/a%20b");
  EXPECT_EQ(*made.body,
            R"({"data":{"team":"blue","created_by_id":"john","members":[{"user_id":"ann",)"
            R"("role":"admin"},{"user_id":"bob"}]},"ring":true})");
  EXPECT_EQ(*query_members(call, "n").body,
            R"({"type":"default","id":"a b","limit":100,"next":"n"})");
}

}  // namespace
}  // namespace streamctl::stream
