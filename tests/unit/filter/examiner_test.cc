#include "filter/examiner.h"

#include <chrono>
#include <csignal>
#include <fstream>
#include <string>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "filter/examiner_thread.h"

namespace streamctl::filter {
namespace {

using namespace std::chrono_literals;

const SystemClock& system_clock() {
  static const SystemClock clock;
  return clock;
}

std::unique_ptr<Examiner> examiner(const std::string& expression,
                                   std::chrono::nanoseconds timeout = 30s) {
  auto started = Examiner::start({expression, timeout, ""}, system_clock());
  EXPECT_TRUE(started) << started.error().what;
  return started ? *std::move(started) : nullptr;
}

/// "+", "-", or the number of the failure.
std::string judged(Examiner& examiner, const std::string& event) {
  const auto decision = examiner.examine(event, {});
  if (!decision) return "stopped";
  if (decision->failure) return std::to_string(static_cast<int>(*decision->failure));
  return decision->wanted ? "+" : "-";
}

std::string number(Failure failure) {
  return std::to_string(static_cast<int>(failure));
}

/// The running child processes.
std::vector<pid_t> children() {
  std::ifstream file("/proc/self/task/" + std::to_string(::getpid()) + "/children");
  std::vector<pid_t> all;
  for (pid_t one = 0; file >> one;)
    all.push_back(one);
  return all;
}

TEST(Examiner, JudgesInAProcessApart) {
  const auto filter = examiner(".n > 1");
  EXPECT_EQ(children().size(), 1U);
  EXPECT_EQ(judged(*filter, R"({"n":2})"), "+");
  EXPECT_EQ(judged(*filter, R"({"n":1})"), "-");
}

TEST(Examiner, LeavesNoProcessBehind) {
  examiner(".n")->poll(0s);
  EXPECT_TRUE(children().empty());
}

TEST(Examiner, RefusesAnExpressionWithACaret) {
  const auto refused = Examiner::start({".a ==", 1s, ""}, system_clock());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::usage);
  EXPECT_EQ(refused.error().hint, ".a ==\n           ^");
  EXPECT_TRUE(children().empty());
}

TEST(Examiner, SurvivesACrash) {
  const auto filter = examiner(".n|todate|true");
  EXPECT_EQ(judged(*filter, R"({"n":1})"), "+");
  const std::string crashed = judged(*filter, R"({"n":1e300})");
  // Later versions of libjq give an error.
  EXPECT_TRUE(crashed == number(Failure::crash) || crashed == number(Failure::error)) << crashed;
  EXPECT_EQ(judged(*filter, R"({"n":1})"), "+");
}

TEST(Examiner, GivesUpOnWhatNeverEnds) {
  const auto filter = examiner("if .n then def f: f; f else true end", 1s);
  EXPECT_EQ(judged(*filter, "{}"), "+");
  EXPECT_EQ(judged(*filter, R"({"n":1})"), number(Failure::time));
  EXPECT_EQ(judged(*filter, "{}"), "+");
}

TEST(Examiner, AsksAgainAfterAKill) {
  const auto filter = examiner("true");
  for (int time = 0; time < 3; ++time) {
    ASSERT_EQ(children().size(), 1U);
    ::kill(children().front(), SIGKILL);
    EXPECT_EQ(judged(*filter, "{}"), "+");
  }
}

TEST(Examiner, TakesLargeEvents) {
  const auto filter = examiner(".a|length == 3000000");
  EXPECT_EQ(judged(*filter, R"({"a":")" + std::string(3'000'000, 'x') + "\"}"), "+");
}

TEST(Examiner, StopsWhileItThinks) {
  const auto filter = examiner("def f: f; f");
  std::stop_source stop;
  const std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_FALSE(filter->examine("{}", stop.get_token()));
}

TEST(ExaminerThread, DecidesInOrderThoughItsProcessIsKilled) {
  constexpr std::uint64_t events = 5000;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Decision> all;
  ExaminerThread thread(examiner(".n % 2 == 0"), [&](std::vector<Decision>&& decisions) {
    const std::lock_guard lock(mutex);
    all.insert(all.end(), decisions.begin(), decisions.end());
    changed.notify_one();
  });
  for (std::uint64_t n = 0; n < events; ++n) {
    thread.ask(n, R"({"n":)" + std::to_string(n) + "}");
    if (n % 1000 != 500) continue;
    for (const pid_t child : children())
      ::kill(child, SIGKILL);
  }
  std::unique_lock lock(mutex);
  ASSERT_TRUE(changed.wait_for(lock, 60s, [&] { return all.size() == events; })) << all.size();
  for (std::uint64_t n = 0; n < events; ++n) {
    EXPECT_EQ(all[n].id, n);
    EXPECT_EQ(all[n].wanted, n % 2 == 0);
    EXPECT_FALSE(all[n].failure);
  }
}

}  // namespace
}  // namespace streamctl::filter
