#include "net/http_client/http_worker.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/scripted_peer.h"
#include "threads.h"

namespace streamctl::net {
namespace {

using namespace std::chrono_literals;
using testing::answer;
using ::testing::ElementsAre;
using testing::Gate;
using testing::next;
using testing::PeerRequest;
using testing::ScriptedPeer;
using testing::silence;

/// Posts texts to a peer, and reports the texts whose requests were started and answered.
class Poster {
 public:
  using Worker = HttpWorker<std::string, HttpRequests<std::string>>;

  Poster(std::string url, std::size_t jobs_max, std::size_t in_flight_max)
      : url_(std::move(url)),
        worker_(std::make_unique<Worker>(
            jobs_max, clock, in_flight_max,
            [this](HttpMulti& http, std::string&& text) { start(http, std::move(text)); })) {}

  bool send(std::string text) { return worker_->send(std::move(text)); }
  Worker& worker() { return *worker_; }
  void destroy() { worker_.reset(); }

  testing::WoundClock clock;
  BoundedQueue<std::string> started{100};
  BoundedQueue<std::string> answered{100};

 private:
  void start(HttpMulti& http, std::string&& text) {
    HttpRequest request;
    request.url = url_;
    request.body = std::make_shared<const std::string>(text);
    http.start(std::move(request), [this, text](HttpOutcome&& outcome) {
      answered.push(text + " " + std::to_string(outcome.status));
    });
    started.push(text);
  }

  std::string url_;
  std::unique_ptr<Worker> worker_;
};

std::vector<std::string> bodies(const ScriptedPeer& peer) {
  std::vector<std::string> list;
  for (const PeerRequest& request : peer.requests())
    list.push_back(request.body);
  return list;
}

TEST(HttpWorker, SendsJobsInTheirOrder) {
  ScriptedPeer peer({answer(200), answer(500), answer(200)});
  Poster poster(peer.url(), 10, 1);
  for (const char* text : {"a", "b", "c"})
    EXPECT_TRUE(poster.send(text));
  EXPECT_EQ(next(poster.answered), "a 200");
  EXPECT_EQ(next(poster.answered), "b 500");
  EXPECT_EQ(next(poster.answered), "c 200");
  EXPECT_THAT(bodies(peer), ElementsAre("a", "b", "c"));
}

TEST(HttpWorker, WakesForAJobThatComesWhileItIsIdle) {
  ScriptedPeer peer({answer(200)});
  Poster poster(peer.url(), 10, 1);
  poster.send("a");
  EXPECT_EQ(next(poster.answered), "a 200");
  poster.send("b");
  EXPECT_EQ(next(poster.answered), "b 200");
}

TEST(HttpWorker, RefusesJobsBeyondItsQueue) {
  ScriptedPeer peer({silence()});
  Poster poster(peer.url(), 2, 1);
  EXPECT_TRUE(poster.send("in flight"));
  EXPECT_EQ(next(poster.started), "in flight");
  EXPECT_TRUE(poster.send("waits"));
  EXPECT_TRUE(poster.send("waits too"));
  std::string refused = "refused";
  EXPECT_FALSE(poster.worker().send(std::move(refused)));
  EXPECT_EQ(refused, "refused");  // NOLINT(bugprone-use-after-move): promised to be untouched.
}

TEST(HttpWorker, SendsManyAtOnceButNoMoreThanAllowed) {
  Gate gate;
  ScriptedPeer peer([wait = gate.wait()](const PeerRequest&, int) {
    wait();
    return answer(200);
  });
  Poster poster(peer.url(), 10, 2);
  for (const char* text : {"a", "b", "c"})
    poster.send(text);
  EXPECT_EQ(next(poster.started), "a");
  EXPECT_EQ(next(poster.started), "b");
  EXPECT_EQ(poster.answered.pop_for(0ns), std::nullopt);
  EXPECT_EQ(poster.started.pop_for(0ns), std::nullopt);
  gate.open();
  EXPECT_EQ(next(poster.started), "c");
}

TEST(HttpWorker, AbandonsRequestsInFlightWhenDestroyed) {
  ScriptedPeer peer({silence()});
  Poster poster(peer.url(), 10, 1);
  poster.send("in flight");
  poster.send("waits");
  EXPECT_EQ(next(poster.started), "in flight");
  poster.destroy();
  EXPECT_EQ(poster.started.pop_for(0ns), std::nullopt);
  EXPECT_EQ(poster.answered.pop_for(0ns), std::nullopt);
}

TEST(HttpWorker, EndsWhenDestroyedWhileIdle) {
  ScriptedPeer peer({silence()});
  Poster poster(peer.url(), 10, 1);
  poster.destroy();
  EXPECT_TRUE(peer.requests().empty());
}

TEST(HttpWorker, FinishesWhatItAcceptedBeforeItWasClosed) {
  Gate gate;
  ScriptedPeer peer([wait = gate.wait()](const PeerRequest&, int) {
    wait();
    return answer(200);
  });
  Poster poster(peer.url(), 10, 1);
  for (const char* text : {"a", "b", "c"})
    EXPECT_TRUE(poster.send(text));
  poster.worker().close(poster.clock.steady() + 10s);
  EXPECT_FALSE(poster.send("late"));
  gate.open();
  poster.destroy();
  EXPECT_THAT(bodies(peer), ElementsAre("a", "b", "c"));
  for (const char* text : {"a 200", "b 200", "c 200"})
    EXPECT_EQ(poster.answered.pop_for(0ns), text);
}

TEST(HttpWorker, GivesUpAtTheTimeItWasGiven) {
  ScriptedPeer peer({silence()});
  Poster poster(peer.url(), 10, 1);
  poster.send("in flight");
  EXPECT_EQ(next(poster.started), "in flight");
  poster.worker().close(poster.clock.steady() + 10s);
  poster.clock.wind(11s);
  poster.destroy();
  EXPECT_EQ(poster.answered.pop_for(0ns), std::nullopt);
}

TEST(HttpWorker, KeepsTheFirstTimeItWasGiven) {
  Gate gate;
  ScriptedPeer peer([wait = gate.wait()](const PeerRequest&, int) {
    wait();
    return answer(200);
  });
  Poster poster(peer.url(), 10, 1);
  poster.send("a");
  EXPECT_EQ(next(poster.started), "a");
  poster.worker().close(poster.clock.steady() + 10s);
  poster.worker().close(poster.clock.steady());
  gate.open();
  poster.destroy();
  EXPECT_EQ(poster.answered.pop_for(0ns), "a 200");
}

}  // namespace
}  // namespace streamctl::net
