#include "emulator/serve/hub.h"

#include <functional>
#include <future>
#include <string>
#include <utility>

#include "core/queue.h"
#include "emulator/bench.h"
#include "net/raw_web_socket.h"
#include "net/running_server.h"
#include "threads.h"

namespace streamctl::emulator {
namespace {

using testing::next;
using testing::RawWebSocket;

std::string auth_frame(const std::string& user) {
  return Json{{"token", Bench::user_token(user)}, {"user_details", {{"id", user}}}}.dump();
}

/// A hub on the loop of a server that upgrades every request.
class ServedHub {
 public:
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }

  /// Runs `work` on the loop, and waits for it.
  void on_loop(std::function<void()> work) {
    std::promise<void> done;
    server_.server().post([&] {
      work();
      done.set_value();
    });
    done.get_future().wait_for(testing::thread_patience);
  }

  Bench bench;
  BoundedQueue<SocketActivity> notes{100};
  Hub hub{bench.state, bench.clock,
          [this](SocketActivity&& activity) { notes.push(std::move(activity)); }, [](Outcome&&) {}};

 private:
  testing::RunningServer server_{
      {.request = [this](net::Request&& request, net::Exchange exchange) {
        hub.accept(std::move(exchange), request, "emulator", DateForm::text);
      }}};
};

class HubTest : public ::testing::Test {
 protected:
  /// Authenticates as `user`; returns the connection id.
  std::string greet(RawWebSocket& socket, const std::string& user) {
    socket.send_text(auth_frame(user));
    const Json first = Json::parse(socket.next().payload);
    EXPECT_EQ(first["type"], "connection.ok");
    next(served.notes);
    return first["connection_id"];
  }

  static std::string next_type(RawWebSocket& socket) {
    const auto frame = socket.next();
    if (frame.opcode != testing::Opcode::text) return "no text";
    return Json::parse(frame.payload)["type"];
  }

  ServedHub served;
};

TEST_F(HubTest, WelcomesAUserWithAToken) {
  RawWebSocket socket(served.port());
  socket.send_text(auth_frame("john"));
  const Json first = Json::parse(socket.next().payload);
  EXPECT_EQ(first["type"], "connection.ok");
  const auto note = next(served.notes);
  EXPECT_EQ(note.kind, SocketActivity::Kind::connected);
  EXPECT_EQ(note.user_id, "john");
  EXPECT_EQ(note.connection_id, first["connection_id"].get<std::string>());
}

TEST_F(HubTest, RefusesAFirstFrameThatIsNoToken) {
  RawWebSocket socket(served.port());
  socket.send_text("hello");
  EXPECT_EQ(next_type(socket), "connection.error");
  EXPECT_EQ(socket.closed(), 1000);
  const auto note = next(served.notes);
  EXPECT_EQ(note.kind, SocketActivity::Kind::refused);
  EXPECT_EQ(note.user_id, "");
}

TEST_F(HubTest, RefusesASocketThatSendsNoTokenInTime) {
  RawWebSocket socket(served.port());
  served.on_loop([&] {
    served.bench.clock.time += greeting_wait - 1s;
    served.hub.sweep();
  });
  EXPECT_FALSE(served.notes.pop_for(0ns));
  served.on_loop([&] {
    served.bench.clock.time += 1s;
    served.hub.sweep();
  });
  EXPECT_EQ(next_type(socket), "connection.error");
  EXPECT_EQ(socket.closed(), 1000);
}

TEST_F(HubTest, SendsHealthChecksUnaskedAndAsAnAnswer) {
  RawWebSocket socket(served.port());
  greet(socket, "john");
  served.on_loop([&] {
    served.bench.clock.time += health_check_every;
    served.hub.sweep();
    served.hub.sweep();  // Not due again.
  });
  EXPECT_EQ(next_type(socket), "health.check");
  socket.send_text("[{}]");
  EXPECT_EQ(next_type(socket), "health.check");
  served.on_loop([&] { served.hub.drop(4000, "john"); });
  EXPECT_EQ(next_type(socket), "no text");
}

TEST_F(HubTest, DeliversAnEventToThoseWhoWatchItsCall) {
  RawWebSocket john(served.port());
  RawWebSocket jane(served.port());
  served.on_loop([&] { served.bench.call(); });
  const std::string connection = greet(john, "john");
  greet(jane, "jane");
  std::size_t count = 0;
  served.on_loop([&] {
    Bench& bench = served.bench;
    bench.as("john", "GET", "/video/call/default/a?connection_id=" + connection);
    const auto answer =
        bench.as("john", "POST", "/video/call/default/a/event", {{"custom", {{"a", 1}}}});
    for (const Event& event : answer.outcome.events)
      count += served.hub.deliver(event);
  });
  EXPECT_EQ(count, 1U);
  EXPECT_EQ(next_type(john), "custom");
  jane.send_text("[{}]");
  EXPECT_EQ(next_type(jane), "health.check") << "and nothing before it";
}

TEST_F(HubTest, DropsTheSocketsOfOneUser) {
  RawWebSocket john(served.port());
  RawWebSocket jane(served.port());
  greet(john, "john");
  greet(jane, "jane");
  std::size_t count = 0;
  served.on_loop([&] { count = served.hub.drop(4001, "john"); });
  EXPECT_EQ(count, 1U);
  EXPECT_EQ(john.closed(), 4001);
  john.client().close();
  const auto note = next(served.notes);
  EXPECT_EQ(note.kind, SocketActivity::Kind::closed);
  EXPECT_EQ(note.user_id, "john");
  jane.send_text("[{}]");
  EXPECT_EQ(next_type(jane), "health.check");
}

TEST_F(HubTest, DropsWithoutAWordWhereTheCodeIs1006) {
  RawWebSocket john(served.port());
  greet(john, "john");
  served.on_loop([&] { served.hub.drop(1006, ""); });
  EXPECT_EQ(john.client().rest(), "") << "no close frame";
}

TEST_F(HubTest, SilencesASocketAndKeepsItOpen) {
  RawWebSocket john(served.port());
  greet(john, "john");
  std::size_t count = 0;
  served.on_loop([&] { count = served.hub.silence("john"); });
  EXPECT_EQ(count, 1U);
  john.send_text("[{}]");
  served.on_loop([&] {
    served.bench.clock.time += health_check_every;
    served.hub.sweep();
  });
  served.on_loop([&] { served.hub.drop(1006, "john"); });
  EXPECT_EQ(john.client().rest(), "") << "neither an answer nor a health check";
}

TEST_F(HubTest, ExpiresTheTokensOfAll) {
  RawWebSocket john(served.port());
  greet(john, "john");
  std::size_t count = 0;
  served.on_loop([&] { count = served.hub.expire(); });
  EXPECT_EQ(count, 1U);
  const Json error = Json::parse(john.next().payload);
  EXPECT_EQ(error["type"], "connection.error");
  EXPECT_EQ(error["error"]["code"], 40);
  EXPECT_EQ(john.closed(), 1008);
}

TEST_F(HubTest, ClosesTheSocketsOfThoseWhoMayNoLongerConnect) {
  served.on_loop([&] { served.bench.users({"ann", "bob", "cat"}); });
  const struct {
    const char* user;
    std::function<Outcome(Bench&)> change;
    int code;
    int close_code;
  } rows[] = {
      {"ann",
       [](Bench& bench) {
         return bench.server("POST", "/api/v2/users/ann/deactivate", Json::object()).outcome;
       },
       17, 1000},
      {"bob",
       [](Bench& bench) {
         return bench.server("POST", "/api/v2/users/delete", {{"user_ids", {"bob"}}}).outcome;
       },
       17, 1000},
      {"cat",
       [](Bench& bench) {
         const Json revoked{{"revoke_tokens_issued_before", "2027-01-01T00:00:00Z"}};
         return bench
             .server("PATCH", "/api/v2/users", {{"users", {{{"id", "cat"}, {"set", revoked}}}}})
             .outcome;
       },
       40, 1008},
      {"dan",
       [](Bench& bench) {
         const Json revoked{{"revoke_tokens_issued_before", "2027-01-01T00:00:00Z"}};
         return bench.server("PATCH", "/api/v2/app", revoked).outcome;
       },
       40, 1008},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.user);
    RawWebSocket socket(served.port());
    greet(socket, row.user);
    served.on_loop([&] {
      EXPECT_TRUE(row.change(served.bench).changes_access);
      served.hub.close_unfit();
    });
    const Json error = Json::parse(socket.next().payload);
    EXPECT_EQ(error["error"]["code"], row.code);
    EXPECT_EQ(socket.closed(), row.close_code);
    EXPECT_EQ(next(served.notes).kind, SocketActivity::Kind::refused);
    socket.client().close();
    EXPECT_EQ(next(served.notes).kind, SocketActivity::Kind::closed);
  }
}

TEST_F(HubTest, ClosesASocketWhenItsTokenExpires) {
  RawWebSocket socket(served.port());
  const Json claims{{"user_id", "john"}, {"exp", 1'795'453'230}};
  socket.send_text(
      Json{{"token", Bench::token(claims)}, {"user_details", {{"id", "john"}}}}.dump());
  EXPECT_EQ(next_type(socket), "connection.ok");
  served.on_loop([&] {
    served.bench.clock.time += 29s;
    served.hub.sweep();
    served.bench.clock.time += 1s;
    served.hub.sweep();
  });
  EXPECT_EQ(Json::parse(socket.next().payload)["error"]["message"],
            "Connect failed with error: \"token has expired\"");
  EXPECT_EQ(socket.closed(), 1008);
}

}  // namespace
}  // namespace streamctl::emulator
