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
  /// Replaces the helper, as if it had timed out.
  void replace(std::chrono::milliseconds now) {
    docket_.helper_gone(Failure::time, "it took too long");
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

TEST_F(Events, GoToTheHelperMoreAtOnceTheQuickerItIs) {
  add(1, 1000, 0ms);
  EXPECT_EQ(send(), "1 2 3 4");
  answer(Reply::Kind::wanted, 1ms);
  EXPECT_EQ(send(), "5 6 7 8 9");
  for (int n = 2; n <= 9; ++n)
    answer(Reply::Kind::wanted, 1ms * n);
  send();
  EXPECT_EQ(docket_.next_to_send(), nullptr);
  answer(Reply::Kind::wanted, 10ms);
  EXPECT_EQ(send().find(' '), std::string::npos) << "for one that is gone, one";
}

TEST_F(Events, GoToASlowHelperOneByOne) {
  add(1, 10, 0ms);
  EXPECT_EQ(send(), "1 2 3 4");
  for (int n = 1; n <= 3; ++n) {
    answer(Reply::Kind::wanted, 100ms * n);
    EXPECT_EQ(send(), "");
  }
  answer(Reply::Kind::wanted, 400ms);
  EXPECT_EQ(send(), "5");
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

TEST_F(Events, BehindSlowOnesHaveTheirOwnTime) {
  add(1, 4, 0ms);
  send();
  for (int n = 1; n <= 3; ++n) {
    answer(Reply::Kind::wanted, 900ms * n);
    EXPECT_EQ(decided(900ms * n), std::to_string(n) + "+");
  }
  EXPECT_EQ(docket_.due(), at(3700ms)) << "from when it was the first";
  EXPECT_EQ(decided(3699ms), "");
  EXPECT_EQ(decided(3700ms), "4time");
}

TEST_F(Events, ThatAllTakeForEverDoNotAddUp) {
  add(1, 100, 0ms);
  std::string failed;
  for (int n = 0; n < 4; ++n) {
    send();
    replace(1050ms * n + 1000ms);
    failed += decided(1050ms * n + 1000ms) + ";";
  }
  EXPECT_EQ(failed, "1time;2time;3time;4time;");
  send();
  EXPECT_EQ(docket_.stuck_at(), at(5200ms));
  EXPECT_EQ(docket_.due(), at(5000ms)) << "no longer than a delivery may wait";
  EXPECT_EQ(decided(4999ms), "");
  docket_.expire(at(5000ms));
  const auto rest = docket_.take_decided();
  EXPECT_EQ(rest.size(), 96U);
  for (const Decision& one : rest)
    EXPECT_EQ(one.failure, Failure::backlog) << one.id;
  // The helper is still busy with one of them; later events wait for it.
  add(101, 102, 5000ms);
  EXPECT_EQ(docket_.stuck_at(), at(5200ms));
  replace(5200ms);
  EXPECT_EQ(send(), "101 102") << "neither was what it was stuck on";
  answer(Reply::Kind::wanted, 5251ms);
  answer(Reply::Kind::wanted, 5252ms);
  EXPECT_EQ(decided(5252ms), "101+ 102+");
}

TEST_F(Events, WaitForTwiceALongTime) {
  Docket patient(10s);
  patient.helper_ready(at(0ms));
  patient.add(1, "1", at(0ms));
  patient.add(2, "2", at(1ms));
  while (patient.next_to_send() != nullptr) {
  }
  patient.helper_gone(Failure::time, "it took too long");
  EXPECT_EQ(patient.due(), at(20'001ms));
}

TEST_F(Events, WaitForAHelperThatIsBeingReplacedButNotForEver) {
  add(1, 2, 0ms);
  send();
  docket_.helper_gone(Failure::time, "it took too long");
  add(3, 3, 1100ms);
  EXPECT_EQ(decided(2500ms), "1time");
  docket_.helper_gone(std::nullopt, "it did not start either");
  EXPECT_EQ(docket_.due(), at(5000ms));
  EXPECT_EQ(decided(5000ms), "2backlog");
  EXPECT_EQ(docket_.due(), at(6100ms));
  docket_.helper_ready(at(6000ms));
  EXPECT_EQ(send(), "3");
  answer(Reply::Kind::wanted, 6001ms);
  EXPECT_EQ(decided(6001ms), "3+");
}

TEST_F(Events, HaveAnotherChanceAfterADeathThatWasNotTheirFault) {
  add(1, 2, 0ms);
  send();
  docket_.helper_gone(std::nullopt, "killed");
  EXPECT_EQ(decided(1ms), "");
  docket_.helper_ready(at(50ms));
  EXPECT_EQ(send(), "1 2");
  docket_.helper_gone(std::nullopt, "killed");
  EXPECT_EQ(decided(60ms), "1crash") << "but only one";
  docket_.helper_ready(at(110ms));
  EXPECT_EQ(send(), "2");
}

TEST_F(Events, ThatCrashTheHelperFailAlone) {
  add(1, 3, 0ms);
  send();
  answer(Reply::Kind::wanted, 1ms);
  docket_.helper_gone(Failure::memory, "too much");
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
