// What a turn of the loop takes in before it ends.
#include <cstddef>
#include <deque>
#include <functional>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/http_server/server.h"
#include "net/running_server.h"

namespace streamctl::net {
namespace {

using streamctl::testing::Counter;
using streamctl::testing::RawClient;
using streamctl::testing::RunningServer;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Le;

const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

/// Of so many requests that are ready together, how many each turn takes.
std::vector<std::size_t> turns_of(std::size_t clients_count, const ServerOptions& options) {
  std::vector<Exchange> batch;
  std::vector<std::size_t> batches;
  Counter parked;
  Counter release;
  ServerHandlers handlers;
  handlers.request = [&](Request&&, Exchange exchange) { batch.push_back(std::move(exchange)); };
  handlers.turn_end = [&] {
    if (batch.empty()) return;
    batches.push_back(batch.size());
    for (Exchange& exchange : batch)
      exchange.answer({});
    batch.clear();
  };
  RunningServer running{handlers, options};
  std::deque<RawClient> clients;
  for (std::size_t i = 0; i < clients_count; ++i) {
    clients.emplace_back(running.port());
    clients.back().send(request);
    EXPECT_EQ(clients.back().answer().status, 200);
  }
  // The loop is kept busy while all of them ask: then they are all ready at once.
  running.server().post([&] {
    batches.clear();
    parked.add();
    release.reached(1);
  });
  EXPECT_TRUE(parked.reached(1));
  for (RawClient& client : clients)
    client.send(request);
  release.add();
  for (RawClient& client : clients)
    EXPECT_EQ(client.answer().status, 200);
  running.server().stop();
  running.join();
  return batches;
}

TEST(ServerTurns, EndsATurnOnceForTheRequestsThatWereReadyTogether) {
  EXPECT_THAT(turns_of(50, {}), ElementsAre(50U));
}

TEST(ServerTurns, EndsATurnForHalfOfTheConnectionsWhereItIsToldSo) {
  ServerOptions options;
  options.limits.halves_turns = true;
  const auto turns = turns_of(50, options);
  EXPECT_THAT(turns, Each(Le(25U)));
  EXPECT_EQ(std::accumulate(turns.begin(), turns.end(), std::size_t{0}), 50U);
}

TEST(ServerTurns, RunsTasksTogetherThoughItHalvesTurns) {
  int ran = 0;
  std::vector<int> ran_at_ends;
  Counter parked;
  Counter release;
  ServerHandlers handlers;
  handlers.request = [](Request&&, Exchange) {};
  handlers.turn_end = [&] { ran_at_ends.push_back(ran); };
  ServerOptions options;
  options.limits.halves_turns = true;
  RunningServer running{handlers, options};
  running.server().post([&] {
    ran_at_ends.clear();
    parked.add();
    release.reached(1);
  });
  EXPECT_TRUE(parked.reached(1));
  for (int i = 0; i < 10; ++i)
    running.server().post([&] { ++ran; });
  release.add();
  running.server().stop();
  running.join();
  ASSERT_FALSE(ran_at_ends.empty());
  EXPECT_EQ(ran_at_ends.front(), 10);
}

TEST(ServerTurns, ASteadyStreamOfWorkDoesNotKeepATurnFromEnding) {
  std::vector<Exchange> batch;
  ServerHandlers handlers;
  handlers.request = [&](Request&&, Exchange exchange) { batch.push_back(std::move(exchange)); };
  handlers.turn_end = [&] {
    for (Exchange& exchange : batch)
      exchange.answer({});
    batch.clear();
  };
  std::function<void()> again;  // Outlives the loop that runs it.
  RunningServer running{handlers};
  again = [&] { running.server().post([&] { again(); }); };
  running.server().post([&] { again(); });
  RawClient client{running.port()};
  client.send(request);
  EXPECT_EQ(client.answer().status, 200);
}

}  // namespace
}  // namespace streamctl::net
