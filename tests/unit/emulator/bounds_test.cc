#include <memory>
#include <string>

#include "emulator/bench.h"
#include "emulator/limits.h"
#include "emulator/operations/filter.h"
#include "emulator/operations/query_budget.h"
#include "emulator/serve/pending_bytes.h"
#include "emulator/state/memory_bound.h"

namespace streamctl::emulator {
namespace {

using testing::AllOf;

TEST(QueryBudget, IsSpentOnce) {
  QueryBudget budget(10);
  EXPECT_TRUE(budget.spend(7));
  EXPECT_TRUE(budget.spend(3));
  EXPECT_FALSE(budget.is_exhausted());
  EXPECT_FALSE(budget.spend(1));
  EXPECT_TRUE(budget.is_exhausted());
  EXPECT_FALSE(budget.spend(0)) << "nothing is left";
}

TEST(QueryBudget, WeighsWhatItCostsToCompare) {
  EXPECT_EQ(weight_of(nullptr), 1U);
  EXPECT_EQ(weight_of(7), 1U);
  EXPECT_EQ(weight_of("short"), 1U);
  EXPECT_EQ(weight_of(std::string(3200, 'x')), 101U);
  EXPECT_EQ(weight_of(Json::parse(R"([1, [2, 3], {"a": "b"}])")), 7U);
}

/// The cost of matching one item against a filter.
std::size_t cost_of(const Json& filter, const Json& value) {
  Json fields = Json::object();
  for (const auto& [name, one] : filter.items())
    fields[name] = "any $eq $in";
  const auto condition = parse_filter(filter, fields);
  EXPECT_TRUE(condition);
  QueryBudget budget;
  (void)matches(
      *condition, [&](std::string_view, Json&) -> const Json& { return value; }, budget);
  return query_units_max - budget.left();
}

TEST(Filter, CountsWhatItCompares) {
  EXPECT_EQ(cost_of({{"a", 1}}, 1), 3U) << "the group, the condition, the value";
  EXPECT_EQ(cost_of({{"a", {{"$in", Json::array({1, 2, 3})}}}}, 4), 6U) << "each of $in";
  EXPECT_EQ(cost_of({{"a", 1}, {"b", 1}}, 1), 5U);
  EXPECT_EQ(cost_of({{"a", 1}, {"b", 1}}, 2), 3U) << "no more than it takes";
  EXPECT_EQ(cost_of({{"a", 1}}, Json::array({1, 2, 3, 4})), 7U) << "each that a field holds";
  EXPECT_EQ(cost_of({{"a", std::string(320, 'x')}}, 1), 13U) << "a long text";
  const Json digits = *parse_json(std::string(800, '9'), Digits::kept);
  EXPECT_EQ(cost_of({{"a", digits}}, 1), 103U) << "a long number";
  EXPECT_EQ(cost_of({{"a", digits}}, Json::array({1, 2})), 305U) << "with each that a field holds";
  EXPECT_EQ(cost_of({{std::string(320, 'a'), 1}}, 1), 13U) << "to find a field by its name";
}

TEST(Filter, HasSoManyConditionsAtMost) {
  Json list = Json::array();
  for (std::size_t i = 0; i < filter_conditions_max; ++i)
    list.push_back({{"a", i}});
  const Json is_field{{"a", "any $eq"}, {"custom", "any $eq $gt $lt"}};
  EXPECT_FALSE(parse_filter({{"$or", list}}, is_field)) << "with the group it is one too many";
  const auto why = parse_filter({{"$or", list}}, is_field).error().what;
  EXPECT_THAT(why, HasSubstr("more than 1000 conditions"));
  list.erase(list.begin());
  EXPECT_TRUE(parse_filter({{"$or", list}}, is_field));
  Json operators = Json::object();
  for (std::size_t i = 0; i < filter_conditions_max; ++i)
    operators["custom.field" + std::to_string(i)] = i;
  EXPECT_TRUE(parse_filter(operators, is_field));
  operators["custom.field0"] = {{"$gt", 1}};
  EXPECT_TRUE(parse_filter(operators, is_field)) << "a field and its operator are one";
  operators["custom.field0"] = {{"$gt", 1}, {"$lt", 3}};
  EXPECT_FALSE(parse_filter(operators, is_field)) << "two operators are two";
  operators["custom.field0"] = 1;
  operators["custom.one more"] = 1;
  EXPECT_FALSE(parse_filter(operators, is_field));
}

class Queries : public testing::Test {
 protected:
  /// Creates so many calls, each with that much in `custom`.
  void calls(std::size_t count, const Json& custom) {
    bench.users({"john"});
    for (std::size_t i = 0; i < count; ++i) {
      const Json data{{"created_by_id", "john"}, {"custom", custom}};
      ASSERT_EQ(
          bench.server("POST", "/api/v2/video/call/default/" + std::to_string(i), {{"data", data}})
              .status,
          201U);
    }
  }
  Answer query(const Json& body) { return bench.as("john", "POST", "/video/calls", body); }
  static void expect_too_much(const Answer& answer) {
    EXPECT_EQ(answer.status, 400U);
    EXPECT_EQ(answer.body["code"], 4);
    EXPECT_THAT(answer.body["message"].get<std::string>(),
                AllOf(HasSubstr("too much work"), HasSubstr("5000000")));
  }
  Bench bench;
};

TEST_F(Queries, TakeNoMoreWorkThanTheirBound) {
  calls(10, {{"list", Json(std::vector<int>(4000, 1))}});
  // 4,000 held values × 900 wanted ones × 10 calls.
  Json wanted = Json::array();
  for (int i = 2; i < 902; ++i)
    wanted.push_back(i);
  expect_too_much(query({{"filter_conditions", {{"custom.list", {{"$in", wanted}}}}}}));
  EXPECT_EQ(query({{"filter_conditions", {{"custom.list", {{"$in", {2, 1}}}}}}}).status, 201U);
}

TEST_F(Queries, SortNoMoreThanTheirBound) {
  Json users = Json::object();
  for (int i = 0; i < 100; ++i) {
    const std::string id = "user-" + std::to_string(i);
    users[id] = {{"id", id}, {"custom", {{"list", Json(std::vector<int>(4000, 1))}}}};
  }
  bench.server("POST", "/api/v2/users", {{"users", users}});
  const auto sorted_by = [&](const std::string& field) {
    return bench.server("GET", "/api/v2/users?payload={\"sort\":[{\"field\":\"" + field +
                                   "\"},{\"field\":\"" + field + "\"}]}");
  };
  expect_too_much(sorted_by("custom.list"));
  EXPECT_EQ(sorted_by("created_at").status, 200U);
}

TEST_F(Queries, AnswerNoMoreThanTheirBound) {
  calls(100, {{"text", std::string(16'000, 'x')}});
  const Json custom{{"list", Json(std::vector<int>(4000, 1))}};
  Json members = Json::array();
  Json users = Json::object();
  for (int i = 0; i < 10; ++i) {
    const std::string id = "member-" + std::to_string(i);
    users[id] = {{"id", id}, {"custom", custom}};
    members.push_back({{"user_id", id}, {"custom", custom}});
  }
  bench.server("POST", "/api/v2/users", {{"users", users}});
  for (int i = 0; i < 15; ++i)
    bench.server("POST", "/api/v2/video/call/default/" + std::to_string(i) + "/members",
                 {{"update_members", members}});
  const auto answer = query({{"limit", 100}});
  EXPECT_EQ(answer.status, 400U);
  EXPECT_THAT(answer.body["message"].get<std::string>(), HasSubstr("ask for fewer than 100 calls"));
  EXPECT_EQ(query({{"limit", 5}}).status, 201U);
}

TEST(PendingBytes, CountsUntilNobodyHoldsIt) {
  PendingBytes pending(10'000);
  const auto body = std::make_shared<const std::string>(4000, 'x');
  auto first = pending.hold(body);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(*first, *body);
  auto copy = first;
  const auto second = pending.hold(body);
  ASSERT_NE(second, nullptr);
  EXPECT_GT(pending.bytes(), 8000U);
  EXPECT_EQ(pending.hold(body), nullptr) << "no room for a third";
  first.reset();
  EXPECT_EQ(pending.hold(body), nullptr) << "the copy holds it";
  copy.reset();
  EXPECT_NE(pending.hold(body), nullptr);
  EXPECT_LT(pending.bytes(), 5000U) << "the third is gone at once";
}

TEST(PendingBytes, MayGoBeforeWhatItHolds) {
  std::shared_ptr<const std::string> held;
  {
    PendingBytes all(1000);
    PendingBytes own(1000);
    held = own.hold(all.hold(std::make_shared<const std::string>("event")));
  }
  ASSERT_NE(held, nullptr);
  EXPECT_EQ(*held, "event");
}

TEST(MemoryBound, IsForSoManyBytesOfUsersAndCalls) {
  StateOptions options;
  options.store_bytes_max = std::size_t{1024} * 1024;
  Bench bench(std::move(options));
  bench.call();
  const Json custom{{"list", Json(std::vector<int>(4000, 1))}};
  const auto fill = [&](int number) {
    const std::string id = "user-" + std::to_string(number);
    return bench.server("POST", "/api/v2/users",
                        {{"users", {{id, {{"id", id}, {"custom", custom}}}}}});
  };
  int users = 0;
  while (users < 100 && fill(users).status == 201U)
    ++users;
  EXPECT_GE(users, 15) << "64 KB each";
  EXPECT_LE(users, 25);
  const auto refused = fill(users);
  EXPECT_EQ(refused.status, 413U);
  EXPECT_EQ(refused.body["code"], 22);
  EXPECT_THAT(refused.body["message"].get<std::string>(),
              AllOf(HasSubstr("1 MiB of users and calls"), HasSubstr("streamctl emulator reset")));
  const Json data{{"created_by_id", "john"}};
  EXPECT_EQ(bench.server("POST", "/api/v2/video/call/default/b", {{"data", data}}).status, 413U);
  const Json member{{"user_id", "john"}, {"custom", custom}};
  EXPECT_EQ(bench
                .server("POST", "/api/v2/video/call/default/a/members",
                        {{"update_members", Json::array({member})}})
                .status,
            413U);
  // Reads and deletions still work.
  EXPECT_EQ(bench.server("GET", "/api/v2/video/call/default/a").status, 200U);
  EXPECT_EQ(bench.server("POST", "/api/v2/video/call/default/a/delete", Json::object()).status,
            201U);
  reset(bench.state);
  EXPECT_EQ(fill(0).status, 201U);
}

TEST(MemoryBound, ComesBackWithWhatIsDeleted) {
  StateOptions options;
  options.store_bytes_max = std::size_t{1024} * 1024;
  Bench bench(std::move(options));
  bench.users({"john"});
  const Json custom{{"list", Json(std::vector<int>(8000, 1))}};
  const auto make = [&](int number) {
    return bench.server("POST", "/api/v2/video/call/default/" + std::to_string(number),
                        {{"data", {{"created_by_id", "john"}, {"custom", custom}}}});
  };
  int calls = 0;
  while (calls < 50 && make(calls).status == 201U)
    ++calls;
  ASSERT_LT(calls, 50);
  EXPECT_EQ(make(calls).status, 413U);
  for (int i = 0; i < calls / 2; ++i)
    bench.server("POST", "/api/v2/video/call/default/" + std::to_string(i) + "/delete",
                 Json::object());
  EXPECT_EQ(make(calls).status, 201U);
}

TEST(Defect, CostsItsRequestAndNotTheServer) {
  Bench bench;
  bench.call();
  bench.state.store.call("default:a")->settings = Json(7);  // As no request can leave it.
  const auto join = bench.as("john", "POST", "/video/call/default/a/join", {{"location", "x"}});
  EXPECT_EQ(join.status, 500U) << join.body;
  EXPECT_EQ(join.body["code"], -1);
  EXPECT_EQ(join.body["StatusCode"], 500);
  EXPECT_THAT(join.body["message"].get<std::string>(),
              testing::StartsWith("JoinCall failed with error: \"a defect of the emulator: "));
  EXPECT_THAT(join.outcome.events, IsEmpty());
  EXPECT_EQ(bench.as("john", "POST", "/video/call/default/b", Json::object()).status, 201U);
}

}  // namespace
}  // namespace streamctl::emulator
