// The limits of the server on sizes, times and connections.
#include <cerrno>
#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/http_server/server.h"
#include "net/running_server.h"

namespace streamctl::net {
namespace {

using namespace std::chrono_literals;
using streamctl::testing::client_that_sent;
using streamctl::testing::Counter;
using streamctl::testing::echo;
using streamctl::testing::RawAnswer;
using streamctl::testing::RawClient;
using streamctl::testing::RunningServer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string post = "POST /t HTTP/1.1\r\nHost: x\r\n";

ServerOptions with_limits(const ServerLimits& limits) {
  ServerOptions options;
  options.limits = limits;
  return options;
}

/// Sets the descriptor limit of this process, and restores it at the end.
class DescriptorLimit {
 public:
  DescriptorLimit() { ::getrlimit(RLIMIT_NOFILE, &before_); }
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;
  ~DescriptorLimit() { restore(); }
  bool set(rlim_t soft) const {
    const rlimit wanted{soft, before_.rlim_max};
    return ::setrlimit(RLIMIT_NOFILE, &wanted) == 0;
  }
  void restore() const { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST(ServerLimits, AMalformedRequestIsAnsweredClosedAndReported) {
  RunningServer running{{.request = echo}};
  RawClient client{running.port()};
  client.send(get + post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + get);
  EXPECT_EQ(client.answer().status, 200);
  const RawAnswer refusal = client.answer();
  EXPECT_EQ(refusal.status, 400);
  EXPECT_EQ(refusal.body, "more than one Content-Length field\n");
  EXPECT_THAT(refusal.head, HasSubstr("Connection: close\r\n"));
  client.finish();
  EXPECT_EQ(client.end(), "closed") << "what came behind it is no request";
  EXPECT_THAT(running.refusals(), ElementsAre("400 more than one Content-Length field"));
  EXPECT_EQ(running.last_refusal().target, "/t");
  EXPECT_EQ(running.last_refusal().method, "POST");
  EXPECT_THAT(running.last_refusal().remote, StartsWith("127.0.0.1:"));
}

TEST(ServerLimits, WhateverIsTooLargeIsAnsweredBeforeItIsRead) {
  struct Row {
    std::string name;
    std::string head;
    int status;
  };
  const Row rows[] = {
      {"announced", post + "Content-Length: 20000000\r\n\r\n", 413},
      {"chunked", post + "Transfer-Encoding: chunked\r\n\r\n1312D00\r\n", 413},
      {"expected", post + "Expect: 100-continue\r\nContent-Length: 20000000\r\n\r\n", 413},
      {"header", post + "X: ", 431},
      {"request line", "GET /", 431}};
  RunningServer running{{.request = echo}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    RawClient client{running.port()};
    // Like a client that writes everything before it reads.
    client.send(row.head + std::string(20'000'000, 'x'));
    const RawAnswer answer = client.answer();
    EXPECT_EQ(answer.status, row.status);
    client.finish();
    EXPECT_EQ(client.end(), "closed");
  }
}

TEST(ServerLimits, ManyLargeBodiesTogetherAreNotMoreThanOneMayBe) {
  net::ServerOptions options;
  options.limits.bodies_bytes_max = 1'000'000;
  RunningServer running{{.request = echo}, options};
  const std::string body(600'000, 'x');
  const std::string head = post + "Content-Length: 600000\r\n\r\n";
  std::optional<RawClient> slow;
  RawAnswer answer;
  do {  // Until the second is the one that the server finds too many.
    if (slow) {
      slow->send("x");
      slow->answer();
    }
    slow.emplace(running.port());
    slow->send(head + body.substr(1));
    RawClient next{running.port()};
    next.send(head + body);
    answer = next.answer();
  } while (answer.status == 200);
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, "more than 977 KiB of bodies at once\n");
  RawClient small{running.port()};
  small.send(post + "Content-Length: 5\r\n\r\nhello");
  EXPECT_EQ(small.answer().status, 200);
  slow->send("x");
  EXPECT_EQ(slow->answer().status, 200);
  RawClient again{running.port()};
  again.send(head + body);
  EXPECT_EQ(again.answer().status, 200) << "what was answered no longer counts";
}

TEST(ServerLimits, SlowClientsAreAnsweredAndIdleOnesClosed) {
  struct Row {
    std::string name;
    std::string bytes;
    std::string answer;
  };
  const Row rows[] = {
      {"header", post, "no whole header within 50ms\n"},
      {"first byte", "P", "no whole header within 50ms\n"},
      {"body", post + "Content-Length: 5\r\n\r\nhell", "no whole body within 50ms\n"},
      {"chunks", post + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
       "no whole body within 50ms\n"},
      {"nothing", "", ""},
      {"empty lines", "\r\n\r\n", ""}};
  RunningServer running{
      {.request = echo},
      with_limits({.header_timeout = 50ms, .body_timeout = 50ms, .idle_timeout = 50ms})};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    RawClient client = client_that_sent(row.bytes, running);
    const RawAnswer answer = client.answer();
    EXPECT_EQ(answer.status, row.answer.empty() ? 0 : 408);
    EXPECT_EQ(answer.body, row.answer);
    EXPECT_EQ(client.end(), "closed");
  }
  EXPECT_EQ(running.refusals().size(), 4U);

  RawClient kept = client_that_sent(get, running);
  EXPECT_EQ(kept.answer().status, 200);
  EXPECT_EQ(kept.end(), "closed");
}

TEST(ServerLimits, DripsDoNotExtendTheTime) {
  RunningServer running{{.request = echo}, with_limits({.header_timeout = 60ms})};
  RawClient client{running.port()};
  std::jthread drip{[&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      client.send("x");
      Counter().reached_within(1, 5ms);
    }
  }};
  EXPECT_EQ(client.answer().status, 408);
}

TEST(ServerLimits, APendingAnswerHasAllTheTimeItNeeds) {
  std::optional<Exchange> waiting;
  RunningServer* server = nullptr;
  Counter ready;
  ServerHandlers handlers;
  handlers.request = [&](Request&&, Exchange exchange) {
    waiting = std::move(exchange);
    ready.reached(1);
    server->server().after(150ms, [&] { waiting->answer({200, {}, "late"}); });
  };
  const ServerLimits limits{
      .header_timeout = 20ms, .body_timeout = 20ms, .idle_timeout = 20ms, .write_timeout = 20ms};
  RunningServer running{handlers, with_limits(limits)};
  server = &running;
  ready.add();
  RawClient client = client_that_sent(get, running);
  EXPECT_EQ(client.answer().body, "late");
}

TEST(ServerLimits, AClientThatDoesNotReadIsDropped) {
  Counter asked;
  ServerHandlers handlers;
  handlers.request = [&](Request&&, Exchange exchange) {
    exchange.answer({200, {}, std::string(64'000'000, 'x')});
    asked.add();
  };
  RunningServer running{handlers, with_limits({.write_timeout = 50ms}), 1h};
  RawClient client{running.port()};
  client.send(get);
  ASSERT_TRUE(asked.reached(1));
  running.server().stop();
  running.join();  // Would take an hour if the answer waited for its reader.
  EXPECT_LT(client.rest().size(), 64'000'000U);
}

TEST(ServerLimits, ASlowReaderGetsItsWholeAnswer) {
  ServerHandlers handlers;
  handlers.request = [&](Request&&, Exchange exchange) {
    exchange.answer({200, {}, std::string(64'000'000, 'x')});
  };
  RunningServer running{handlers, with_limits({.write_timeout = 60s})};
  RawClient client{running.port()};
  client.send(get + get);
  EXPECT_EQ(client.answer().body.size(), 64'000'000U);
  EXPECT_EQ(client.answer().body.size(), 64'000'000U);
}

TEST(ServerLimits, TooManyConnectionsAreTurnedAwayAndLaterOnesServed) {
  RunningServer running{{.request = echo}, with_limits({.connections_max = 2})};
  RawClient first{running.port()};
  RawClient second{running.port()};
  for (RawClient* client : {&first, &second}) {
    client->send(get);
    EXPECT_EQ(client->answer().status, 200);
    client->send("GET / HTTP/1.1\r\n");  // Begins another request.
  }
  RawClient third{running.port()};
  third.send(get);
  const RawAnswer answer = third.answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, "more than 2 connections\n");
  third.finish();
  EXPECT_EQ(third.end(), "closed");
  EXPECT_THAT(running.refusals(), ElementsAre("503 more than 2 connections"));

  first.close();
  int status = 503;
  const auto patience = std::chrono::steady_clock::now() + 10s;
  while (status == 503 && std::chrono::steady_clock::now() < patience) {
    RawClient again{running.port()};
    again.send(get);
    status = again.answer().status;
  }
  EXPECT_EQ(status, 200);
  second.send("Host: x\r\n\r\n");
  EXPECT_EQ(second.answer().status, 200);
}

TEST(ServerLimits, AConnectionWithoutARequestMakesRoomForANewOne) {
  RunningServer running{{.request = echo}, with_limits({.connections_max = 2})};
  RawClient silent{running.port()};
  RawClient kept{running.port()};
  kept.send(get);
  EXPECT_EQ(kept.answer().status, 200);
  for (int i = 0; i < 5; ++i) {
    RawClient another{running.port()};
    another.send(get);
    EXPECT_EQ(another.answer().status, 200);
  }
  EXPECT_EQ(silent.end(), "closed");
  EXPECT_THAT(running.refusals(), ElementsAre());
}

TEST(ServerLimits, ServesOnWhenDescriptorsHadRunOut) {
  RunningServer running{{.request = echo}};
  const DescriptorLimit limit;
  Counter parked;
  Counter release;
  running.server().post([&] {
    parked.add();
    release.reached(1);
  });
  ASSERT_TRUE(parked.reached(1));
  std::deque<RawClient> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back(running.port());
    clients.back().send(get);
  }
  const FileDescriptor free{::dup(0)};  // The lowest free one: one more client and no further.
  ASSERT_TRUE(limit.set(static_cast<rlim_t>(free.get()) + 1));
  const int lowest = free.get();
  ASSERT_EQ(::close(FileDescriptor{::dup(lowest)}.release()), -1) << "no descriptor is left";
  release.add();
  running.server().post([&] { parked.add(); });
  ASSERT_TRUE(parked.reached(2));
  limit.restore();
  for (RawClient& client : clients)
    EXPECT_EQ(client.answer().status, 200);
}

TEST(ServerLimits, AThousandKeptConnectionsAreAllServed) {
  constexpr std::size_t clients_count = 1000;
  const DescriptorLimit limit;
  if (!limit.set(4096)) GTEST_SKIP() << "this machine grants fewer than 4096 descriptors";
  RunningServer running{{.request = echo}};
  std::deque<RawClient> clients;
  for (std::size_t i = 0; i < clients_count; ++i)
    clients.emplace_back(running.port());
  for (int round = 0; round < 3; ++round) {
    for (RawClient& client : clients)
      client.send(get);
    std::size_t served = 0;
    for (RawClient& client : clients)
      served += client.answer().status == 200 ? 1U : 0U;
    EXPECT_EQ(served, clients_count);
  }
}

}  // namespace
}  // namespace streamctl::net
