#include "filter/docket.h"

#include <gtest/gtest.h>

namespace streamctl::filter {
namespace {

using namespace std::chrono_literals;

constexpr auto timeout = 1000ms;

SteadyTime at(std::chrono::milliseconds since) {
  return SteadyTime{} + 1h + since;
}

/// "1+ 2- 3error 4time".
std::string text_of(const std::vector<Decision>& decisions) {
  constexpr const char* failures[] = {"error", "time", "crash", "memory", "backlog", "ended"};
  std::string text;
  for (const Decision& one : decisions) {
    text += text.empty() ? "" : " ";
    text += std::to_string(one.id);
    text += one.failure ? failures[static_cast<std::size_t>(*one.failure)] : one.wanted ? "+" : "-";
  }
  return text;
}

class Events : public testing::Test {
 protected:
  Events() { docket_.helper_ready(at(0ms)); }

  void add(int first, int last, std::chrono::milliseconds now) {
    for (int id = first; id <= last; ++id)
      docket_.add(static_cast<std::uint64_t>(id), std::to_string(id), at(now));
  }
  /// The bodies sent on, as "1 2 3".
  std::string send() {
    std::string sent;
    while (const std::string* body = docket_.next_to_send())
      sent += (sent.empty() ? "" : " ") + *body;
    return sent;
  }
  void answer(Reply::Kind kind, std::chrono::milliseconds now) {
    docket_.answered({kind, "because", ""}, at(now));
  }
  /// The helper is replaced, as one that was stuck.
  void replace(std::chrono::milliseconds now) {
    docket_.helper_gone(at(now), Failure::time, "it took too long");
    docket_.helper_ready(at(now + 50ms));
  }
  std::string decided(std::chrono::milliseconds now) {
    docket_.expire(at(now));
    return text_of(docket_.take_decided());
  }

  Docket docket_{timeout};
};

TEST_F(Events, AreDecidedAsTheHelperSays) {
  add(1, 3, 0ms);
  EXPECT_EQ(send(), "1 2 3");
  answer(Reply::Kind::wanted, 1ms);
  answer(Reply::Kind::unwanted, 2ms);
  answer(Reply::Kind::failed, 3ms);
  docket_.expire(at(3ms));
  const auto decisions = docket_.take_decided();
  EXPECT_EQ(text_of(decisions), "1+ 2- 3error");
  EXPECT_EQ(decisions.back().why, "because");
  EXPECT_EQ(docket_.due(), SteadyTime::max());
  EXPECT_EQ(docket_.stuck_at(), SteadyTime::max());
}

TEST_F(Events, GoToTheHelperSoManyAtOnce) {
  add(1, 1000, 0ms);
  send();
  EXPECT_EQ(docket_.next_to_send(), nullptr);
  answer(Reply::Kind::wanted, 1ms);
  EXPECT_EQ(send(), std::to_string(docket_sent_max + 1));
}

TEST_F(Events, FailAfterTheirTime) {
  add(1, 1, 0ms);
  send();
  EXPECT_EQ(docket_.stuck_at(), at(timeout));
  EXPECT_EQ(docket_.due(), at(timeout));
  EXPECT_EQ(decided(999ms), "");
  EXPECT_EQ(decided(1000ms), "1time");
}

TEST_F(Events, BehindABadOneAreJudgedByTheNextHelper) {
  add(1, 3, 0ms);
  send();
  replace(1000ms);
  EXPECT_EQ(decided(1000ms), "1time");
  EXPECT_EQ(send(), "2 3");
  answer(Reply::Kind::wanted, 1051ms);
  answer(Reply::Kind::wanted, 1052ms);
  EXPECT_EQ(decided(1052ms), "2+ 3+");
}

TEST_F(Events, ThatAllTakeForEverDoNotAddUp) {
  add(1, 100, 0ms);
  send();
  replace(1000ms);
  EXPECT_EQ(decided(1000ms), "1time");
  send();
  EXPECT_EQ(docket_.due(), at(1300ms)) << "the reprieve";
  EXPECT_EQ(decided(1299ms), "");
  docket_.expire(at(1300ms));
  EXPECT_EQ(docket_.take_decided().size(), 99U);
  // The helper is still busy with the second of them, and those to come wait for its end.
  add(101, 102, 1300ms);
  send();
  EXPECT_EQ(docket_.stuck_at(), at(2050ms));
  replace(2050ms);
  EXPECT_EQ(send(), "101 102") << "neither was what it was stuck on";
  answer(Reply::Kind::wanted, 2101ms);
  answer(Reply::Kind::wanted, 2102ms);
  EXPECT_EQ(decided(2102ms), "101+ 102+");
}

TEST_F(Events, WaitForAHelperThatIsBeingReplacedButNotForEver) {
  add(1, 2, 0ms);
  send();
  docket_.helper_gone(at(1000ms), Failure::time, "it took too long");
  add(3, 3, 1100ms);
  EXPECT_EQ(decided(2500ms), "1time");
  docket_.helper_gone(at(2600ms), std::nullopt, "it did not start either");
  EXPECT_EQ(docket_.due(), at(3000ms));
  EXPECT_EQ(decided(3000ms), "2time 3time");
  docket_.helper_ready(at(3100ms));
  add(4, 4, 3200ms);
  EXPECT_EQ(docket_.due(), at(4200ms));
}

TEST_F(Events, HaveAnotherChanceAfterADeathThatWasNotTheirFault) {
  add(1, 2, 0ms);
  send();
  docket_.helper_gone(at(1ms), std::nullopt, "killed");
  EXPECT_EQ(decided(1ms), "");
  docket_.helper_ready(at(50ms));
  EXPECT_EQ(send(), "1 2");
  docket_.helper_gone(at(60ms), std::nullopt, "killed");
  EXPECT_EQ(decided(60ms), "1crash") << "but only one";
  docket_.helper_ready(at(110ms));
  EXPECT_EQ(send(), "2");
}

TEST_F(Events, ThatCrashTheHelperFailAlone) {
  add(1, 3, 0ms);
  send();
  answer(Reply::Kind::wanted, 1ms);
  docket_.helper_gone(at(2ms), Failure::memory, "too much");
  EXPECT_EQ(decided(2ms), "1+ 2memory");
  docket_.helper_ready(at(50ms));
  EXPECT_EQ(send(), "3");
}

TEST_F(Events, AreDecidedInTheirOrder) {
  add(1, 1, 0ms);
  add(2, 2, 900ms);
  send();
  EXPECT_EQ(decided(1000ms), "1time");
  answer(Reply::Kind::wanted, 1001ms);
  EXPECT_EQ(decided(1001ms), "") << "a late answer to the first is none to the second";
  answer(Reply::Kind::unwanted, 1002ms);
  EXPECT_EQ(decided(1002ms), "2-");
}

TEST_F(Events, EndWithTheRun) {
  add(1, 2, 0ms);
  send();
  docket_.end_by(at(500ms));
  EXPECT_EQ(docket_.due(), at(500ms));
  answer(Reply::Kind::wanted, 100ms);
  EXPECT_EQ(decided(499ms), "1+");
  EXPECT_EQ(decided(500ms), "2ended");
  add(3, 3, 600ms);
  EXPECT_EQ(decided(600ms), "3ended");
}

TEST_F(Events, AreNotPiledUpWithoutABound) {
  docket_.add(1, std::string(docket_bytes_max, 'x'), at(0ms));
  docket_.add(2, "x", at(0ms));
  docket_.add(3, "x", at(0ms));
  send();
  answer(Reply::Kind::wanted, 1ms);
  answer(Reply::Kind::wanted, 2ms);
  EXPECT_EQ(decided(3ms), "1+ 2+ 3backlog");
  add(4, 4, 4ms);
  EXPECT_EQ(send(), "4");
}

}  // namespace
}  // namespace streamctl::filter
