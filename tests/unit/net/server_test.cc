#include "net/http_server/server.h"

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/running_server.h"

namespace streamctl::net {
namespace {

using namespace std::chrono_literals;
using streamctl::testing::Counter;
using streamctl::testing::echo;
using streamctl::testing::RawAnswer;
using streamctl::testing::RawClient;
using streamctl::testing::RunningServer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

std::string get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

TEST(Server, AnswersOneRequestAfterTheOtherOnOneConnection) {
  RunningServer running{{.request = echo}};
  RawClient client{running.port()};
  for (const char* target : {"/a", "/b", "/c"}) {
    client.send(get(target));
    const RawAnswer answer = client.answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, std::string{"GET "} + target + " ");
    EXPECT_THAT(answer.head, HasSubstr(" GMT\r\n"));
    EXPECT_THAT(answer.head, Not(HasSubstr("Connection")));
  }
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  RunningServer running{{.request = echo}};
  RawClient client{running.port()};
  std::string bytes;
  for (int i = 0; i < 2000; ++i)
    bytes += get("/" + std::to_string(i));
  std::jthread sender{[&] { client.send(bytes); }};
  for (int i = 0; i < 2000; ++i)
    ASSERT_EQ(client.answer().body, "GET /" + std::to_string(i) + " ");
}

TEST(Server, AnswersPipelinedRequestsInOrderThoughTheyAreAnsweredLater) {
  std::deque<std::pair<std::string, Exchange>> waiting;
  ServerHandlers handlers;
  handlers.request = [&](Request&& request, Exchange exchange) {
    waiting.emplace_back(request.target, std::move(exchange));
  };
  handlers.turn_end = [&] {
    while (!waiting.empty()) {
      waiting.front().second.answer({200, {}, waiting.front().first});
      waiting.pop_front();
    }
  };
  RunningServer running{handlers};
  RawClient client{running.port()};
  client.send(get("/1") + get("/2") + get("/3") + get("/4").substr(0, 9));
  EXPECT_EQ(client.answer().body, "/1");
  EXPECT_EQ(client.answer().body, "/2");
  EXPECT_EQ(client.answer().body, "/3");
  client.send(get("/4").substr(9));
  EXPECT_EQ(client.answer().body, "/4");
}

TEST(Server, HandsOverEveryMethodAndTheRemoteAddress) {
  ServerHandlers handlers;
  handlers.request = [](Request&& request, Exchange exchange) {
    exchange.answer({405, {{"Allow", "POST"}}, request.method + " from " + request.remote});
  };
  RunningServer running{handlers};
  RawClient client{running.port()};
  for (const std::string method : {"GET", "POST", "PUT", "DELETE", "PATCH", "BREW"}) {
    client.send(method + " / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(client.answer().body, MatchesRegex(method + " from 127\\.0\\.0\\.1:[0-9]+"));
  }
  client.send("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.answer().status, 405);
}

TEST(Server, AnswersHeadWithTheLengthAndNoBody) {
  RunningServer running{{.request = echo}};
  RawClient client{running.port()};
  client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n" + get("/b"));
  const RawAnswer head = client.answer(true);
  EXPECT_THAT(head.head, HasSubstr("Content-Length: 8\r\n"));
  EXPECT_EQ(client.answer().body, "GET /b ");
}

TEST(Server, ClosesWhenTheClientWantsItSo) {
  RunningServer running{{.request = echo}};
  for (const std::string head :
       {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    RawClient client{running.port()};
    client.send(head);
    const RawAnswer answer = client.answer();
    EXPECT_THAT(answer.head, HasSubstr("Connection: close\r\n"));
    EXPECT_EQ(client.end(), "closed");
  }
  RawClient kept{running.port()};
  for (int i = 0; i < 2; ++i) {
    kept.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_THAT(kept.answer().head, HasSubstr("Connection: keep-alive\r\n"));
  }
}

TEST(Server, AnswersAClientThatHasClosedItsOwnSide) {
  std::optional<Exchange> waiting;
  Counter asked;
  ServerHandlers handlers;
  handlers.request = [&](Request&&, Exchange exchange) {
    waiting = std::move(exchange);
    asked.add();
  };
  RunningServer running{handlers};
  RawClient client{running.port()};
  client.send(get("/"));
  client.finish();
  ASSERT_TRUE(asked.reached(1));
  running.server().after(20ms, [&] { waiting->answer({200, {}, "late"}); });
  EXPECT_EQ(client.answer().body, "late");
  EXPECT_EQ(client.end(), "closed");
}

TEST(Server, AsksForTheBodyThatWaitsForContinue) {
  RunningServer running{{.request = echo}};
  RawClient client{running.port()};
  client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.answer().status, 100);
  client.send("hello");
  EXPECT_EQ(client.answer().body, "POST / hello");
  client.send(
      "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_EQ(client.answer().status, 200) << "it sent the body by itself";
}

TEST(Server, TakesBodiesInChunksAndInDrops) {
  RunningServer running{{.request = echo}};
  RawClient client{running.port()};
  const std::string request =
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n";
  for (const char c : request)
    client.send(std::string{c});
  EXPECT_EQ(client.answer().body, "POST / abcde");
}

TEST(Server, CarriesLargeBodiesBothWays) {
  RunningServer running{{.request = echo}};
  RawClient client{running.port()};
  const std::string body(4 * 1024 * 1024, 'x');
  std::jthread sender{[&] {
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body + get("/after"));
  }};
  EXPECT_TRUE(client.answer().body == "POST / " + body);
  EXPECT_EQ(client.answer().body, "GET /after ");
}

TEST(Server, ADroppedExchangeAnswers500) {
  RunningServer running{{.request = [](Request&&, Exchange) {}}};
  RawClient client{running.port()};
  client.send(get("/"));
  EXPECT_EQ(client.answer().status, 500);
}

TEST(Server, ResetsAConnection) {
  ServerHandlers handlers;
  handlers.request = [](Request&&, Exchange exchange) {
    EXPECT_TRUE(exchange.open());
    exchange.reset();
    EXPECT_FALSE(exchange.open());
    exchange.answer({});  // Too late, and harmless.
  };
  RunningServer running{handlers};
  RawClient client{running.port()};
  client.send(get("/"));
  EXPECT_EQ(client.end(), "reset");
}

TEST(Server, HoldsAConnectionUntilItStops) {
  Counter asked;
  ServerHandlers handlers;
  handlers.request = [&](Request&&, Exchange exchange) {
    exchange.hold();
    asked.add();
  };
  RunningServer running{handlers};
  RawClient client{running.port()};
  client.send(get("/") + get("/more"));
  ASSERT_TRUE(asked.reached(1));
  running.server().stop();
  running.join();  // Does not wait for the grace period.
  EXPECT_EQ(client.rest(), "");
  EXPECT_EQ(asked.value(), 1U);
}

TEST(Server, AnswersToAClientThatHasGoneGoNowhere) {
  std::vector<Exchange> waiting;
  Counter asked;
  ServerHandlers handlers;
  handlers.request = [&](Request&& request, Exchange exchange) {
    if (request.target == "/stay") return exchange.answer({});
    waiting.push_back(std::move(exchange));
    asked.add();
  };
  RunningServer running{handlers};
  for (int i = 0; i < 3; ++i) {
    RawClient client{running.port()};
    client.send(get("/go"));
    ASSERT_TRUE(asked.reached(static_cast<std::size_t>(i) + 1));
    if (i > 0) {
      const linger at_once{1, 0};
      ::setsockopt(client.descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
  }
  running.server().post([&] {
    waiting[0].answer({200, {}, std::string(1'000'000, 'x')});
    waiting[1].answer({200, {}, "x"});
    waiting[2].hold();
  });
  RawClient client{running.port()};
  client.send(get("/stay"));
  EXPECT_EQ(client.answer().status, 200);
}

TEST(Server, ExchangesMayOutliveTheServer) {
  std::vector<Exchange> waiting;
  Counter asked;
  ServerHandlers handlers;
  handlers.request = [&](Request&&, Exchange exchange) {
    waiting.push_back(std::move(exchange));
    asked.add();
  };
  std::deque<RawClient> clients;
  {
    RunningServer running{handlers, {}, 0s};
    for (std::size_t i = 0; i < 4; ++i) {
      clients.emplace_back(running.port());
      clients.back().send(get("/"));
      ASSERT_TRUE(asked.reached(i + 1));
    }
  }
  waiting[0].answer({});
  waiting[1].reset();
  waiting[2].hold();
  waiting.clear();
  for (RawClient& client : clients)
    EXPECT_EQ(client.rest(), "");
}

TEST(Server, StopsAfterAnsweringWhatIsInFlight) {
  std::optional<Exchange> waiting;
  Counter asked;
  ServerHandlers handlers;
  handlers.request = [&](Request&& request, Exchange exchange) {
    asked.add();
    if (request.target != "/slow") return exchange.answer({});
    waiting = std::move(exchange);
  };
  RunningServer running{handlers, {}, 30s};
  RawClient idle{running.port()};
  RawClient begun{running.port()};
  RawClient slow{running.port()};
  idle.send(get("/"));
  EXPECT_EQ(idle.answer().status, 200);
  slow.send(get("/slow"));
  begun.send(get("/"));
  EXPECT_EQ(begun.answer().status, 200);
  begun.send("GET /begun HT");
  ASSERT_TRUE(asked.reached(3));

  running.server().stop();
  EXPECT_EQ(idle.end(), "closed");
  EXPECT_NE(RawClient::refused_by(running.port()), 0) << "the port is closed";
  begun.send("TP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(begun.answer().head, HasSubstr("Connection: close"));
  running.server().post([&] { waiting->answer({200, {}, "done"}); });
  const RawAnswer last = slow.answer();
  EXPECT_EQ(last.body, "done");
  EXPECT_THAT(last.head, HasSubstr("Connection: close"));
  EXPECT_EQ(slow.end(), "closed");
  running.join();
}

TEST(Server, StopsAtTheEndOfItsGraceWhateverIsInFlight) {
  std::optional<Exchange> waiting;
  Counter asked;
  ServerHandlers handlers;
  handlers.request = [&](Request&&, Exchange exchange) {
    waiting = std::move(exchange);
    asked.add();
  };
  RunningServer running{handlers, {}, 50ms};
  RawClient client{running.port()};
  client.send(get("/"));
  ASSERT_TRUE(asked.reached(1));
  const auto before = std::chrono::steady_clock::now();
  running.server().stop();
  running.join();
  EXPECT_GE(std::chrono::steady_clock::now() - before, 50ms);
  EXPECT_EQ(client.rest(), "");
}

TEST(Server, StopsByAStopTokenAndRunsTasksBeforeThat) {
  auto server = Server::listen({}, {.request = echo});
  ASSERT_TRUE(server);
  std::stop_source source;
  std::vector<std::string> order;
  (*server)->post([&] { order.emplace_back("posted"); });
  (*server)->post([&] {
    (*server)->after(20ms, [&] {
      order.emplace_back("second");
      source.request_stop();
    });
    (*server)->after(1ms, [&] { order.emplace_back("first"); });
    (*server)->after(1h, [&] { order.emplace_back("never"); });
  });
  (*server)->run(source.get_token(), 1s);
  EXPECT_THAT(order, ElementsAre("posted", "first", "second"));
}

}  // namespace
}  // namespace streamctl::net
