#include "listener/expectations.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "listener/selection.h"

namespace streamctl::listener {
namespace {

using testing::HasSubstr;

TEST(Expectation, IsATypeAndHowMany) {
  struct Row {
    std::string text;
    Expectation expectation;
  };
  const std::vector<Row> rows{{"call.created", {"call.created", 1}},
                              {"call.created:3", {"call.created", 3}},
                              {"call.*:2", {"call.*", 2}},
                              {"*", {"*", 1}}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    const auto parsed = parse_expectation(row.text);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, row.expectation);
  }
}

TEST(Expectation, RefusesWhatIsNone) {
  for (const std::string text : {"", ":2", "call.created:", "call.created:0", "call.created:x",
                                 "call.created:1:2", "call.created:-1", "a:99999999999"}) {
    SCOPED_TRACE(text);
    const auto parsed = parse_expectation(text);
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().kind, ErrorKind::usage);
  }
}

TEST(Expectations, AreMetWhenAllWereSeen) {
  Expectations expectations({.wanted = {{"call.created", 1}, {"call.*", 3}}});
  EXPECT_TRUE(expectations.any());
  EXPECT_EQ(expectations.missing(), "call.created (0 of 1), call.* (0 of 3)");
  expectations.saw("call.updated");
  expectations.saw("user.updated");
  EXPECT_EQ(expectations.missing(), "call.created (0 of 1), call.* (1 of 3)");
  expectations.saw("call.created");
  EXPECT_FALSE(expectations.met());
  EXPECT_EQ(expectations.missing(), "call.* (2 of 3)");
  expectations.saw("call.ended");
  EXPECT_TRUE(expectations.met());
  EXPECT_EQ(expectations.missing(), "");
}

TEST(Expectations, CountEventsOfAnyType) {
  Expectations expectations({.wanted = {{"a", 1}}, .count = 1500});
  for (int i = 0; i < 1499; ++i)
    expectations.saw("a");
  EXPECT_EQ(expectations.missing(), "1,499 of 1,500 events");
  expectations.saw("b");
  EXPECT_TRUE(expectations.met());
}

TEST(Expectations, AreMetAtOnceWhereThereAreNone) {
  EXPECT_FALSE(Expectations().any());
  EXPECT_TRUE(Expectations().met());
}

TEST(Selection, WantsAnyOfTheTypesAndTheCall) {
  struct Row {
    Selection selection;
    std::string type;
    std::string call;
    bool passes;
  };
  const std::vector<Row> rows{
      {{}, "call.created", "", true},
      {{}, "", "", true},
      {{{"call.created"}, ""}, "call.created", "default:a", true},
      {{{"call.created"}, ""}, "call.ended", "default:a", false},
      {{{"user.*", "call.session_*"}, ""}, "call.session_ended", "default:a", true},
      {{{}, "default:*"}, "call.created", "default:a", true},
      {{{}, "default:*"}, "call.created", "livestream:a", false},
      {{{}, "default:*"}, "user.updated", "", false},
      {{{"user.*"}, "default:*"}, "call.created", "default:a", false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.type + " " + row.call);
    EXPECT_EQ(passes(row.selection, row.type, row.call), row.passes);
  }
}

TEST(Match, LooksIntoTheEvent) {
  const auto text = parse_match("call.*:call.custom.room=blue");
  ASSERT_TRUE(text);
  Expectations expectations({.wanted = {*text, *parse_match("custom:custom.n:=3")}});
  expectations.saw("call.created", R"({"call":{"custom":{"room":"red"}}})");
  expectations.saw("custom", R"({"custom":{"n":"3"}})");
  expectations.saw("custom", "not json");
  EXPECT_EQ(expectations.missing(),
            "call.* with call.custom.room = \"blue\" (0 of 1), custom with custom.n = 3 (0 of 1)");
  expectations.saw("call.created", R"({"call":{"custom":{"room":"blue"}}})");
  expectations.saw("custom", R"({"custom":{"n":3}})");
  EXPECT_TRUE(expectations.met());
}

TEST(Match, ComparesNumbersByTheirValueAndReadsIndices) {
  struct Row {
    const char* match;
    const char* body;
    bool met;
  };
  const Row rows[] = {
      {"a:n:=1.50", R"({"n":1.5})", true},
      {"a:n:=1", R"({"n":1.0})", true},
      {"a:n:=123456789012345678901234567890", R"({"n":123456789012345678901234567890})", true},
      {"a:n:=123456789012345678901234567890", R"({"n":123456789012345678901234567891})", false},
      {"a:n:=1e400", R"({"n":10e399})", true},
      {"a:m[-1].x=y", R"({"m":[{},{"x":"y"}]})", true},
      {R"(a:["b=c"]=y)", R"({"b=c":"y"})", true},
      {R"(a:n:={"x":1,"y":2})", R"({"n":{"y":2,"x":1}})", true}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.match);
    Expectations expectations({.wanted = {*parse_match(row.match)}});
    expectations.saw("a", row.body);
    EXPECT_EQ(expectations.met(), row.met);
  }
  Expectations deep({.wanted = {*parse_match("a:n=x")}});
  deep.saw("a", R"({"d":)" + std::string(5'000, '[') + std::string(5'000, ']') + R"(,"n":"x"})");
  EXPECT_TRUE(deep.met());
}

TEST(Match, RefusesWhatIsNone) {
  for (const std::string text :
       {"", "call.created", "call.created:", "call.created:room", ":room=blue",
        "call.created:=blue", "call.created:room:=nope", "call.created:a..b=1",
        "call.created:a[]=1", "call.created:a[0=1"}) {
    EXPECT_FALSE(parse_match(text)) << text;
  }
}

TEST(Expectations, InOrderCountOnlyForTheNext) {
  Expectations expectations({.wanted = {{"call.created", 1}, {"call.ended", 1}}, .in_order = true});
  expectations.saw("call.ended");
  EXPECT_EQ(expectations.missing(), "call.created (0 of 1), call.ended (0 of 1)");
  expectations.saw("call.created");
  EXPECT_EQ(expectations.missing(), "call.ended (0 of 1)");
  expectations.saw("call.ended");
  EXPECT_TRUE(expectations.met());
}

TEST(Expectations, SayWithWhichValueTheEventCame) {
  Expectations expectations({.wanted = {*parse_match("call.*:call.custom.topic=x")}});
  expectations.saw("call.created", R"({"call":{"custom":{"topic":"Daily standup"}}})");
  expectations.saw("call.created", R"({"call":{"custom":{"topic":"Daily standup"}}})");
  EXPECT_EQ(expectations.instead(),
            R"(call.created came with call.custom.topic = "Daily standup")");
  expectations.saw("call.updated", "{}");
  EXPECT_THAT(expectations.instead(), HasSubstr("; call.updated came without call.custom.topic"));
  for (const char* topic : {"a", "b", "c"})
    expectations.saw("call.ended",
                     R"({"call":{"custom":{"topic":")" + std::string(topic) + "\"}}}");
  EXPECT_THAT(expectations.instead(), testing::EndsWith("= \"a\"; and more like these"));
  EXPECT_EQ(expectations.standings()[0].detail, "0 of 1: " + expectations.instead());
  expectations.saw("call.created", R"({"call":{"custom":{"topic":"x"}}})");
  EXPECT_EQ(expectations.instead(), "");
  EXPECT_EQ(expectations.standings()[0].detail, "1 of 1");
}

TEST(Expectations, SayWhatCameBeforeItsTurn) {
  Expectations expectations({.wanted = {{"call.ended"}, {"call.created"}}, .in_order = true});
  expectations.saw("call.created");
  EXPECT_EQ(expectations.instead(), "call.created came before call.ended");
  expectations.saw("call.ended");
  EXPECT_EQ(expectations.missing(), "call.created (0 of 1)");
  EXPECT_EQ(expectations.instead(), "call.created came before call.ended");
}

TEST(Expectations, SayWhichOtherTypesCame) {
  Expectations expectations({.wanted = {{"call.created"}, {"call.ended"}}});
  EXPECT_EQ(expectations.instead(), "");
  EXPECT_EQ(expectations.standings()[0].detail, "0 of 1: nothing came");
  for (const char* type : {"call.ended", "b", "c", "b", "d", "e", "f", "\x1b[2J"})
    expectations.saw(type);
  EXPECT_EQ(expectations.instead(),
            "instead came b (2), \\u001b[2J (1), c (1), d (1), e (1), other types");
}

TEST(Expectations, SayWhyAnEventOfTheTypeDidNotCount) {
  Expectations expectations({.wanted = {{"call.created"}}, .count = 5});
  expectations.missed({.type = "call.created", .call_cid = "default:b", .is_left_out = true});
  expectations.missed({.type = "call.created", .call_cid = "default:a", .status = 502});
  expectations.missed({.type = "user.updated", .is_left_out = true});
  expectations.refused();
  EXPECT_EQ(expectations.instead(),
            "call.created came for default:b, and the filters left it out; call.created came, and "
            "was answered 502; the filters left out 2");
  EXPECT_EQ(expectations.standings()[1].detail, "0 of 5: the filters left out 2; 1 refused");
}

TEST(Expectations, CutForeignTextOfTheirReports) {
  Expectations expectations({.wanted = {*parse_match("a:n=x")}});
  expectations.saw("a", R"({"n":")" + std::string(1'000'000, 'y') + "\"}");
  EXPECT_LT(expectations.instead().size(), 200U);
}

TEST(Expectations, KnowHowManyAreLeftWhereOnlyTheyCount) {
  Expectations counting({.count = 2});
  EXPECT_EQ(counting.left(), 2U);
  for (const std::uint64_t left : {1U, 0U, 0U}) {
    counting.saw("custom");
    EXPECT_EQ(counting.left(), left);
  }
  EXPECT_EQ(Expectations().left(), std::nullopt);
  EXPECT_EQ(Expectations({.wanted = {{"custom"}}, .count = 2}).left(), std::nullopt);
}

TEST(Expectations, NameWhatWasForbiddenAndCame) {
  Expectations expectations({.forbidden = {"call.*_failed"}});
  EXPECT_FALSE(expectations.any());
  expectations.saw("call.created");
  EXPECT_EQ(expectations.offence(), "");
  expectations.saw("call.recording_failed");
  EXPECT_EQ(expectations.offence(), "call.recording_failed");
  const auto standings = expectations.standings();
  ASSERT_EQ(standings.size(), 1U);
  EXPECT_EQ(standings[0].name, "forbid call.*_failed");
  EXPECT_FALSE(standings[0].met);
}

}  // namespace
}  // namespace streamctl::listener
