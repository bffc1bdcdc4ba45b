#include "tunnel/address_keeper.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace streamctl::tunnel {
namespace {

using namespace std::chrono_literals;

using Times = std::vector<long>;
using Words = std::vector<std::string>;

const std::string url = "https://one.example/";
const ProbeFault wrong_server{"it answers with 530", ""};
const ProbeFault unknown_name{"it cannot be reached: could not resolve host", "", true};
const ProbeFault changed{"a request reaches this listener, but the body is changed", "", false,
                         true};

/// A world in which time passes only in run_for(). Probes are answered at once, programs start at
/// once and say nothing.
class World final : public AddressSurroundings, public AddressObserver, public Clock {
 public:
  explicit World(AddressKeeperSettings settings = {})
      : keeper(std::move(settings), *this, *this, *this, Random(1)) {}

  /// What a probe meets now; nothing: the address leads here.
  std::optional<ProbeFault> fault;
  bool is_answered = true;
  std::uint64_t through = 0;
  Words reports;  ///< "holds URL", "lost", "failed", "note".
  Times probes;   ///< The second of each.
  std::vector<long> starts;
  int ends = 0;
  AddressKeeper keeper;

  void run_for(std::chrono::nanoseconds time) {
    const auto end = now_ + time;
    while (!timers_.empty() && timers_.begin()->first <= end) {
      auto timer = timers_.extract(timers_.begin());
      now_ = std::max(now_, timer.key());
      timer.mapped()();
    }
    now_ = end;
  }
  [[nodiscard]] long seconds() const {
    return static_cast<long>(std::chrono::duration_cast<std::chrono::seconds>(now_).count());
  }
  Words take_reports() { return std::exchange(reports, {}); }
  Times take_probes() { return std::exchange(probes, {}); }

  [[nodiscard]] WallTime now() const override { return WallTime{now_}; }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime{now_}; }

  void after(std::chrono::nanoseconds pause, std::function<void()> task) override {
    timers_.emplace(now_ + pause, std::move(task));
  }
  void probe(const std::string& at, std::optional<std::chrono::nanoseconds>,
             std::function<void(const ProbeResult&)> done) override {
    EXPECT_EQ(at, url);
    probes.push_back(seconds());
    after(0ns, [this, done = std::move(done)] { done({fault, is_answered}); });
  }
  std::uint64_t came_through() override { return through; }
  Result<void> start_program() override {
    starts.push_back(seconds());
    return {};
  }
  void end_program() override {
    ++ends;
    keeper.program_ended({"it leads elsewhere", ""});
  }

  void address_holds(const std::string& which, bool is_checked) override {
    reports.push_back("holds " + which + (is_checked ? "" : " unchecked"));
  }
  void address_lost(const std::string& why) override { reports.push_back("lost: " + why); }
  void address_failed(const Error& error) override { reports.push_back("failed: " + error.what); }
  void address_note(const std::string& words) override { reports.push_back("note: " + words); }
  void address_output(const std::string&) override {}

 private:
  std::chrono::nanoseconds now_{};
  std::multimap<std::chrono::nanoseconds, std::function<void()>> timers_;
};

AddressKeeperSettings tunnel_settings() {
  AddressKeeperSettings settings;
  settings.program = "mytunnel";
  return settings;
}

TEST(AddressKeeper, ReportsAnAddressOnceAProbeHasComeThrough) {
  World world;
  world.fault = wrong_server;
  world.keeper.found(url);
  world.run_for(5s);
  EXPECT_EQ(world.take_reports(),
            Words{"note: Waiting for https://one.example/ to lead here: it answers with 530"});
  EXPECT_EQ(world.take_probes(), (Times{0, 1, 2, 3, 4, 5}));
  EXPECT_FALSE(world.keeper.holds());
  world.fault.reset();
  world.run_for(1s);
  EXPECT_EQ(world.take_reports(), Words{"holds " + url});
  EXPECT_TRUE(world.keeper.holds());
}

TEST(AddressKeeper, FailsAfterTheLimit) {
  World world;
  world.fault = wrong_server;
  world.keeper.found(url);
  world.run_for(10min);
  EXPECT_EQ(world.reports.back(),
            "failed: the public address https://one.example/ does not lead here within 30s: it "
            "answers with 530");
  EXPECT_EQ(world.probes.back(), 30);
}

TEST(AddressKeeper, FailsAtOnceWhereWaitingDoesNotHelp) {
  World world;
  world.fault = changed;
  world.keeper.found(url);
  world.run_for(1s);
  EXPECT_EQ(world.take_reports(),
            Words{"failed: the public address https://one.example/ does not lead here: a request "
                  "reaches this listener, but the body is changed"});
}

TEST(AddressKeeper, LooksAgainWhileNothingComesThrough) {
  World world;
  world.keeper.found(url);
  world.run_for(29s);
  EXPECT_EQ(world.take_probes(), Times{0});
  world.run_for(10s);  // 30 s, and up to a quarter more.
  ASSERT_EQ(world.take_probes().size(), 1U);
  for (int i = 0; i < 100; ++i) {  // Something comes every 10 s.
    ++world.through;
    world.run_for(10s);
  }
  EXPECT_EQ(world.take_probes(), Times{});
  world.run_for(5min);
  EXPECT_GE(world.take_probes().size(), 6U);
  EXPECT_EQ(world.take_reports(), Words{"holds " + url});
}

TEST(AddressKeeper, NeverLooksAgainIfToldSo) {
  AddressKeeperSettings settings;
  settings.check_every = 0ns;
  World world(settings);
  world.keeper.found(url);
  world.run_for(24h);
  EXPECT_EQ(world.take_probes(), Times{0});
}

TEST(AddressKeeper, LosesAnAddressAfterThreeFailuresAndFindsItAgain) {
  World world;
  world.keeper.found(url);
  world.run_for(1s);
  world.take_reports();
  world.take_probes();
  world.fault = wrong_server;
  world.run_for(60s);
  EXPECT_EQ(world.take_reports(),
            Words{"lost: https://one.example/ does not lead here any more: it answers with 530"});
  EXPECT_FALSE(world.keeper.holds());
  world.fault.reset();
  world.run_for(10s);
  EXPECT_EQ(world.take_reports(), Words{"holds " + url});
}

TEST(AddressKeeper, OneFailureIsNoLoss) {
  World world;
  world.keeper.found(url);
  world.run_for(1s);
  world.take_reports();
  world.fault = wrong_server;
  while (world.probes.size() < 3)
    world.run_for(1s);  // Two of them have failed.
  world.fault.reset();
  world.run_for(10min);
  EXPECT_EQ(world.take_reports(), Words{});
}

TEST(AddressKeeper, RestartsTheProgramOfADarkAddressEverMoreRarely) {
  World world(tunnel_settings());
  world.keeper.start_program();
  world.keeper.found(url);
  world.run_for(10min);
  world.fault = wrong_server;
  world.run_for(100s);
  EXPECT_EQ(world.ends, 1);
  EXPECT_EQ(world.starts.size(), 2U);
  EXPECT_EQ(world.take_reports(),
            (Words{"holds " + url,
                   "lost: https://one.example/ does not lead here any more: it answers with 530; "
                   "mytunnel is started again if it stays so",
                   "note: it leads elsewhere; starting it again in 1s"}));
  const long restarted = world.starts.back();
  world.keeper.found("https://one.example/");  // The same dead one.
  world.run_for(1h);
  ASSERT_GE(world.starts.size(), 3U);
  EXPECT_GE(world.starts[2] - restarted, 60);
}

TEST(AddressKeeper, AnUnreachableAddressIsGivenMoreTime) {
  World world(tunnel_settings());
  world.keeper.start_program();
  world.keeper.found(url);
  world.run_for(1s);
  world.fault = ProbeFault{"it cannot be reached: connection refused", ""};
  world.is_answered = false;
  world.run_for(100s);
  EXPECT_EQ(world.ends, 0);
  world.run_for(100s);
  EXPECT_EQ(world.ends, 1);
}

TEST(AddressKeeper, AProgramThatEndsIsStartedAgainAfterOneTwoFourSeconds) {
  World world(tunnel_settings());
  world.keeper.start_program();
  world.keeper.found(url);
  world.run_for(1s);
  world.take_reports();
  for (int i = 0; i < 3; ++i) {
    world.keeper.program_ended({"mytunnel ended with exit code 1", ""});
    world.run_for(10s);
  }
  EXPECT_EQ(world.starts, (Times{0, 2, 13, 25}));
  EXPECT_EQ(world.take_reports(),
            (Words{"lost: mytunnel ended with exit code 1; starting it again in 1s",
                   "note: mytunnel ended with exit code 1; starting it again in 2s",
                   "note: mytunnel ended with exit code 1; starting it again in 4s"}));
}

TEST(AddressKeeper, AProgramInTheBackgroundFails) {
  World world(tunnel_settings());
  world.keeper.start_program();
  for (int i = 0; i < 3; ++i) {
    world.keeper.program_ended({"mytunnel ended", "", false, {}, true});
    world.run_for(10s);
  }
  EXPECT_TRUE(world.reports.back().starts_with("failed: no public address: mytunnel ends at once"));
}

TEST(AddressKeeper, ATunnelWhoseNameIsUnknownHereIsReportedUncheckedAndWatched) {
  World world(tunnel_settings());
  world.fault = unknown_name;
  world.is_answered = false;
  world.keeper.start_program();
  world.keeper.found(url);
  world.run_for(9s);
  EXPECT_FALSE(world.keeper.holds());
  world.run_for(5s);
  EXPECT_EQ(world.take_reports().back(), "holds " + url + " unchecked");
  world.take_probes();
  world.run_for(1h);  // Unknown is no failure.
  EXPECT_EQ(world.take_reports(), Words{});
  EXPECT_GE(world.take_probes().size(), 60U);
  world.fault.reset();
  world.run_for(1min);
  EXPECT_EQ(world.take_reports(), Words{"holds " + url});
  world.fault = unknown_name;  // Now it is one.
  world.run_for(2min);
  EXPECT_TRUE(world.take_reports().front().starts_with("lost: "));
}

TEST(AddressKeeper, AnUncheckedAddressThatLeadsElsewhereIsLost) {
  World world(tunnel_settings());
  world.fault = unknown_name;
  world.keeper.start_program();
  world.keeper.found(url);
  world.run_for(20s);
  world.take_reports();
  world.fault = wrong_server;
  world.run_for(50s);
  EXPECT_TRUE(world.take_reports().front().starts_with("lost: "));
  world.fault = unknown_name;  // It is gone: it is not announced again.
  world.run_for(1h);
  EXPECT_EQ(world.reports.size(), 1U);  // Its program is started again.
  EXPECT_FALSE(world.keeper.holds());
}

TEST(AddressKeeper, WithoutChecksItIsReportedAtOnceAndNeverProbed) {
  AddressKeeperSettings settings;
  settings.checks = false;
  World world(settings);
  world.keeper.found(url);
  world.run_for(24h);
  EXPECT_EQ(world.take_reports(), Words{"holds " + url + " unchecked"});
  EXPECT_EQ(world.take_probes(), Times{});
}

TEST(AddressKeeper, AnAddressOfTheUserWhoseNameIsUnknownFails) {
  World world;
  world.fault = unknown_name;
  world.keeper.found(url);
  world.run_for(5min);
  EXPECT_TRUE(world.reports.back().starts_with("failed: the public address"));
}

}  // namespace
}  // namespace streamctl::tunnel
