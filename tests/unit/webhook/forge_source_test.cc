#include "webhook/forge_source.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/time_text.h"

namespace streamctl::webhook {
namespace {

using namespace std::chrono_literals;

ForgePlan plan_of(std::vector<std::string> types) {
  ForgePlan plan;
  plan.types = std::move(types);
  return plan;
}

std::vector<ForgedEvent> all_of(ForgePlan plan, std::uint64_t chance = 1) {
  const SystemClock clock;
  auto source = ForgeSource::make(std::move(plan), Random(chance), clock);
  EXPECT_TRUE(source);
  std::vector<ForgedEvent> events;
  if (!source) return events;
  while (auto next = (*source)->next())
    events.push_back(*std::move(next));
  EXPECT_EQ(events.size(), (*source)->total());
  return events;
}

Json body_of(const ForgedEvent& event) {
  return Json::parse(event.body);
}

std::vector<std::string> lines_of(const std::vector<ForgedEvent>& all) {
  std::vector<std::string> lines;
  for (const auto& one : all)
    lines.push_back(one.webhook_id + " " + one.body);
  return lines;
}

TEST(ForgeSource, RepeatsTheTypesInTheirOrder) {
  ForgePlan plan = plan_of({"call.created", "call.ended"});
  plan.count = 2;
  std::vector<std::string> types;
  for (const auto& one : all_of(plan)) {
    types.push_back(one.type);
    EXPECT_EQ(body_of(one)["type"], one.type);
    EXPECT_EQ(one.call_cid, "default:standup");
    EXPECT_EQ(one.at, 0ns);
  }
  EXPECT_THAT(types,
              ::testing::ElementsAre("call.created", "call.ended", "call.created", "call.ended"));
}

TEST(ForgeSource, FollowsTheSeedAlone) {
  ForgePlan plan = plan_of({"call.created", "call.session_started"});
  plan.count = 3;
  plan.seed = 7;
  const auto lines = lines_of(all_of(plan, 1));
  EXPECT_EQ(lines, lines_of(all_of(plan, 2)));
  plan.seed = 8;
  EXPECT_NE(lines, lines_of(all_of(plan, 1)));
}

TEST(ForgeSource, GivesEachDeliveryItsOwnIdAndTime) {
  ForgePlan plan = plan_of({"call.session_started"});
  plan.count = 50;
  plan.seed = 7;
  std::set<std::string> ids;
  std::set<std::string> sessions;
  std::set<std::string> times;
  for (const auto& one : all_of(plan)) {
    ids.insert(one.webhook_id);
    const Json event = body_of(one);
    sessions.insert(event["session_id"]);
    times.insert(event["created_at"]);
    EXPECT_EQ(event["session_id"], event["call"]["session"]["id"]);
  }
  EXPECT_EQ(ids.size(), 50U);
  EXPECT_EQ(sessions.size(), 50U);
  EXPECT_EQ(times.size(), 50U);
}

TEST(ForgeSource, TellsOfOneSessionInARound) {
  ForgePlan plan = plan_of({"call.session_started", "call.session_ended"});
  plan.count = 2;
  const auto all = all_of(plan);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(body_of(all[0])["session_id"], body_of(all[1])["session_id"]);
  EXPECT_EQ(body_of(all[2])["session_id"], body_of(all[3])["session_id"]);
  EXPECT_NE(body_of(all[0])["session_id"], body_of(all[2])["session_id"]);
}

TEST(ForgeSource, LaysSettingsOverDataOverTheExample) {
  ForgePlan plan = plan_of({"call.created"});
  plan.changes.data = Json{{"extra", 1}, {"call", {{"custom", {{"room", "red"}}}}}};
  plan.changes.set = {{"call.custom.room", "blue"}};
  plan.count = 2;
  for (const auto& one : all_of(plan)) {
    EXPECT_EQ(body_of(one)["extra"], 1);
    EXPECT_EQ(body_of(one)["call"]["custom"]["room"], "blue");
    EXPECT_EQ(body_of(one)["call"]["cid"], "default:standup");
  }
}

TEST(ForgeSource, LeavesIdsAndTimesThatTheUserHasSet) {
  ForgePlan plan = plan_of({"call.created"});
  plan.changes.set = {{"call.id", "11111111-2222-4333-8444-555555555555"},
                      {"created_at", "2020-01-02T03:04:05Z"}};
  plan.count = 3;
  for (const auto& one : all_of(plan)) {
    EXPECT_EQ(body_of(one)["call"]["id"], "11111111-2222-4333-8444-555555555555");
    EXPECT_EQ(body_of(one)["created_at"], "2020-01-02T03:04:05Z");
  }
}

TEST(ForgeSource, ReportsWhatTheEventSaysAfterTheChanges) {
  ForgePlan plan = plan_of({"call.created"});
  plan.changes.set = {{"type", "call.invented"}, {"call_cid", "default:other"}};
  const auto all = all_of(plan);
  EXPECT_EQ(all.at(0).type, "call.invented");
  EXPECT_EQ(all.at(0).call_cid, "default:other");
}

TEST(ForgeSource, TellsAStoryAtItsPace) {
  ForgePlan plan;
  plan.scenario =
      *parse_scenario(R"({"steps":[{"type":"call.created"},{"after":"10s","type":"call.ended"}]})");
  plan.speed = 4;
  plan.count = 2;
  plan.seed = 7;
  const auto all = all_of(plan);
  std::vector<std::chrono::nanoseconds> turns;
  for (const auto& one : all)
    turns.push_back(one.at);
  EXPECT_THAT(turns, ::testing::ElementsAre(0ms, 2500ms, 2500ms, 5000ms));
  const auto time_of = [&](std::size_t index) {
    return *parse_rfc3339(body_of(all[index])["created_at"].get<std::string>());
  };
  // Events happen when they are sent; the times of a story are never round.
  EXPECT_NEAR(static_cast<double>((time_of(1) - time_of(0)).count()), 2.5e9, 2e6);
  EXPECT_NEAR(static_cast<double>((time_of(3) - time_of(0)).count()), 5e9, 4e6);
}

TEST(ForgeSource, FindsMistakesBeforeAnythingIsSent) {
  const SystemClock clock;
  ForgePlan unknown = plan_of({"call.craeted"});
  EXPECT_EQ(ForgeSource::make(unknown, Random(1), clock).error().hint,
            "did you mean 'call.created'?");
  ForgePlan blocked = plan_of({"call.created"});
  blocked.changes.set = {{"call.cid.x", 1}};
  EXPECT_THAT(ForgeSource::make(blocked, Random(1), clock).error().what,
              ::testing::HasSubstr("call.cid is a string"));
  ForgePlan no_call = plan_of({"call.created"});
  no_call.example.call_cid = "standup";
  EXPECT_EQ(ForgeSource::make(no_call, Random(1), clock).error().kind, ErrorKind::usage);
}

}  // namespace
}  // namespace streamctl::webhook
