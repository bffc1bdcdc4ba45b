#include "sns/fetcher.h"

#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "core/queue.h"
#include "net/scripted_peer.h"
#include "threads.h"

namespace streamctl::sns {
namespace {

using testing::answer;
using testing::Gate;
using testing::next;
using testing::PeerRequest;
using testing::ScriptedPeer;
using testing::silence;

/// A fetcher, and its reports: "URL STATUS BODY".
class Bench {
 public:
  bool get(const std::string& url) {
    return fetcher_->get(url, [this](const net::HttpRequest& sent, net::HttpOutcome&& came) {
      fetched.push(sent.method + " " + sent.url + " " + std::to_string(came.status) + " " +
                   came.body);
    });
  }
  void destroy() { fetcher_.reset(); }

  BoundedQueue<std::string> fetched{100};

 private:
  std::unique_ptr<Fetcher> fetcher_ = std::make_unique<Fetcher>(FetcherOptions{});
};

TEST(Fetcher, HandsOverTheRequestAndItsAnswer) {
  ScriptedPeer peer({answer(200, "certificate"), answer(404, "none")});
  Bench bench;
  ASSERT_TRUE(bench.get(peer.url()));
  EXPECT_EQ(next(bench.fetched), "GET " + peer.url() + " 200 certificate");
  ASSERT_TRUE(bench.get(peer.url()));
  EXPECT_EQ(next(bench.fetched), "GET " + peer.url() + " 404 none");
}

TEST(Fetcher, BoundsTheAnswer) {
  ScriptedPeer peer({answer(200, std::string(answer_bytes_max + 10, 'x'))});
  Bench bench;
  ASSERT_TRUE(bench.get(peer.url()));
  EXPECT_EQ(next(bench.fetched),
            "GET " + peer.url() + " 200 " + std::string(answer_bytes_max, 'x'));
}

TEST(Fetcher, RefusesMoreThanItsBoundUntilOneHasEnded) {
  Gate gate;
  ScriptedPeer peer([wait = gate.wait()](const PeerRequest&, int) {
    wait();
    return answer(200);
  });
  Bench bench;
  for (std::size_t i = 0; i < fetches_max; ++i)
    EXPECT_TRUE(bench.get(peer.url()));
  EXPECT_FALSE(bench.get(peer.url()));
  gate.open();
  next(bench.fetched);
  EXPECT_TRUE(bench.get(peer.url()));
}

TEST(Fetcher, ReportsNothingOfWhatTheEndCutsOff) {
  BoundedQueue<int> arrived{10};
  ScriptedPeer peer([&arrived](const PeerRequest&, int number) {
    arrived.push(number);
    return silence();
  });
  Bench bench;
  ASSERT_TRUE(bench.get(peer.url()));
  next(arrived);
  bench.destroy();
  EXPECT_FALSE(bench.fetched.pop_for(std::chrono::nanoseconds{0}));
}

}  // namespace
}  // namespace streamctl::sns
