#include "emulator/operations/filter.h"

#include "emulator/bench.h"
#include "emulator/operations/pagination.h"

namespace streamctl::emulator {
namespace {

const Json record = Json::parse(R"({
  "id": "a", "type": "default", "team": null, "backstage": false, "members": ["john", "jane"],
  "created_at": "2026-11-23T17:00:00.5Z", "custom.size": 4, "custom.room": "Blue Whale"})");

constexpr const char* every =
    " $eq $ne $in $nin $gt $gte $lt $lte $exists $contains $autocomplete $q";

Json fields_with(const std::string& operators) {
  return {{"id", "string" + operators},      {"type", "string" + operators},
          {"team", "string" + operators},    {"backstage", "boolean" + operators},
          {"members", "string" + operators}, {"created_at", "date" + operators},
          {"custom", "object" + operators}};
}

const Json& field_of(std::string_view name, Json&) {
  return record[std::string(name)];
}

TEST(Filter, MatchesAsStreamDoes) {
  const struct {
    const char* filter;
    bool holds;
  } rows[] = {
      {R"(null)", true},
      {R"({})", true},
      {R"({"id": "a"})", true},
      {R"({"id": "b"})", false},
      {R"({"id": {"$eq": "a"}, "type": {"$eq": "default"}})", true},
      {R"({"id": {"$eq": "a"}, "type": "livestream"})", false},
      {R"({"id": {"$in": ["b", "a"]}})", true},
      {R"({"id": {"$in": []}})", false},
      {R"({"members": {"$in": ["jane", "bob"]}})", true},
      {R"({"members": "bob"})", false},
      {R"({"members": ["john", "jane"]})", true},
      {R"({"backstage": false})", true},
      {R"({"custom.size": {"$gt": 3, "$lt": 5}})", true},
      {R"({"custom.size": {"$gt": 4}})", false},
      {R"({"custom.size": {"$gte": 4.0}})", true},
      {R"({"custom.size": {"$lte": "5"}})", false},
      {R"({"custom.room": {"$gt": "B"}})", true},
      {R"({"custom.room": {"$autocomplete": "wha b"}})", true},
      {R"({"custom.room": {"$autocomplete": "hale"}})", false},
      {R"({"custom.room": {"$q": "hale"}})", true},
      {R"({"members": {"$contains": "jane"}})", true},
      {R"({"id": {"$contains": "a"}})", false},
      {R"({"id": {"$ne": "a"}})", false},
      {R"({"id": {"$nin": ["b", "c"]}})", true},
      {R"({"created_at": {"$gt": "2026-11-23T18:00:00+01:00"}})", true},
      {R"({"created_at": {"$lt": "2026-11-23T17:00:00.5Z"}})", false},
      {R"({"created_at": "2026-11-23T18:00:00.500+01:00"})", true},
      {R"({"team": {"$exists": false}})", true},
      {R"({"id": {"$exists": false}})", false},
      {R"({"team": null})", true},
      {R"({"$or": [{"id": "b"}, {"type": "default"}]})", true},
      {R"({"$and": [{"id": "a"}, {"type": "x"}]})", false},
      {R"({"$and": [{"$or": [{"id": "z"}, {"id": "a"}]}, {"type": "default"}]})", true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.filter);
    const auto filter = parse_filter(Json::parse(row.filter), fields_with(every));
    ASSERT_TRUE(filter) << filter.error().what;
    QueryBudget budget;
    EXPECT_EQ(matches(*filter, field_of, budget), row.holds);
  }
}

TEST(Filter, SaysWhatItDoesNotKnow) {
  std::string deep = "{}";
  for (int i = 0; i < 17; ++i)
    deep = R"({"$and":[)" + deep + "]}";
  const struct {
    std::string filter;
    const char* says;
  } rows[] = {
      {R"([])", "must be an object"},
      {R"({"tpye": "default"})", "no field 'tpye'"},
      {R"({"id": {"$near": 1}})", "unknown operator '$near'"},
      {R"({"id": {"$gt": "a"}})", "operator $gt is not supported for 'id'"},
      {R"({"id": 7})", "the value of 'id' must be a string"},
      {R"({"id": {"$in": ["a", 7]}})", "the value of 'id' must be a string"},
      {R"({"backstage": "yes"})", "must be true or false"},
      {R"({"created_at": "yesterday"})", "must be a date"},
      {R"({"custom": {"a": 1}})", "no field 'custom'"},
      {R"({"id": {"$in": "a"}})", "takes an array"},
      {R"({"id": {"$exists": 1}})", "takes true or false"},
      {R"({"$or": {}})", "takes an array"},
      {R"({"$or": []})", "takes an array"},
      {R"({"$or":)" + Json(1001, Json::object()).dump() + "}", "$or takes at most 1000 conditions"},
      {deep, "nested deeper"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.filter);
    const auto filter = parse_filter(Json::parse(row.filter), fields_with(" $eq $in $exists"));
    ASSERT_FALSE(filter);
    EXPECT_THAT(filter.error().what, HasSubstr(row.says));
  }
}

TEST(QueryCalls, SortsAndPages) {
  Bench bench;
  bench.users({"john"});
  for (const char* id : {"b", "c", "a"}) {
    bench.clock.time += 1s;
    bench.server("POST", std::string("/api/v2/video/call/default/") + id,
                 {{"data", {{"created_by_id", "john"}, {"custom", {{"n", 1}}}}}});
  }
  const auto ids = [](const Answer& answer) {
    std::string text;
    for (const Json& one : answer.body["calls"])
      text += one["call"]["id"].get<std::string>();
    return text;
  };
  const auto query = [&](const Json& body) {
    return bench.server("POST", "/api/v2/video/calls", body);
  };
  EXPECT_EQ(ids(query({})), "acb") << "the latest first";
  const Json by_id = Json::array({{{"field", "id"}, {"direction", -1}}});
  const auto first = query({{"sort", by_id}, {"limit", 2}});
  EXPECT_EQ(ids(first), "cb");
  EXPECT_FALSE(first.body.contains("prev"));
  const auto second = query({{"sort", by_id}, {"limit", 2}, {"next", first.body["next"]}});
  EXPECT_EQ(ids(second), "a");
  EXPECT_FALSE(second.body.contains("next"));
  EXPECT_EQ(ids(query({{"sort", by_id}, {"limit", 2}, {"prev", second.body["prev"]}})), "cb");
  EXPECT_EQ(ids(query({{"filter_conditions", {{"cid", {{"$in", {"default:a"}}}}}}})), "a");
  for (const Json& bad : {Json{{"limit", 101}}, Json{{"next", "x"}}, Json{{"sort", {1}}},
                          Json{{"sort", {{{"field", "custom.n"}}}}},
                          Json{{"sort", {{{"field", "id"}}, {{"field", "type"}}}}},
                          Json{{"sort", {{{"field", "id"}, {"direction", 2}}}}},
                          Json{{"filter_conditions", {{"x", 1}}}},
                          Json{{"filter_conditions", {{"members", "john"}}}}}) {
    EXPECT_EQ(query(bad).status, 400U) << bad.dump();
  }
}

TEST(QueryUsers, TakesItsPayloadFromTheQuery) {
  Bench bench;
  bench.users({"john", "jane", "joe"});
  const auto found = bench.server(
      "GET",
      "/api/v2/users?payload=%7B%22filter_conditions%22%3A%7B%22id%22%3A%7B%22%24in%22%3A%"
      "5B%22jane%22%2C%22joe%22%5D%7D%7D%2C%22limit%22%3A1%7D");
  ASSERT_EQ(found.body["users"].size(), 1U);
  EXPECT_EQ(found.body["users"][0]["id"], "jane");
  const auto without = bench.server("GET", "/api/v2/users");
  EXPECT_EQ(without.body["message"], "QueryUsers failed with error: \"invalid json data\"");
}

}  // namespace
}  // namespace streamctl::emulator
