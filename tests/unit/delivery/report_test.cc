#include "delivery/report.h"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace streamctl::delivery {
namespace {

using namespace std::chrono_literals;

Delivery answered_in(nanoseconds duration, unsigned status = 200) {
  Delivery delivery;
  delivery.delivered = status == 200;
  delivery.attempts.push_back({.duration = duration,
                               .outcome = delivery.delivered ? Outcome::ok : Outcome::status,
                               .status = status});
  return delivery;
}

TEST(Report, IsTheContractsLine) {
  Delivery delivery{.webhook_id = "9f8b", .type = "call.created", .call_cid = "default:standup"};
  const WallTime at{std::chrono::seconds{1795453200}};
  delivery.attempts.push_back(
      {.number = 1, .at = at, .duration = 12'345'678ns, .outcome = Outcome::status, .status = 503});
  delivery.attempts.push_back({.number = 2,
                               .at = at + 1s,
                               .duration = 6s,
                               .outcome = Outcome::timeout,
                               .error = "no answer within 6s"});
  EXPECT_EQ(json_line(to_json(delivery)),
            R"({"kind":"delivery","webhook_id":"9f8b","type":"call.created","result":"failed",)"
            R"("attempts":[{"attempt":1,"at":"2026-11-23T17:00:00.000000Z","outcome":"status",)"
            R"("status":503,"duration_ms":12.346,"error":null},)"
            R"({"attempt":2,"at":"2026-11-23T17:00:01.000000Z","outcome":"timeout",)"
            R"("status":null,"duration_ms":6000.0,"error":"no answer within 6s"}]})");
}

TEST(Report, ShowsAKeptAnswer) {
  Delivery delivery = answered_in(1ms);
  delivery.attempts[0].response_body = "thanks";
  EXPECT_EQ(to_json(delivery)["attempts"][0]["response_body"], "thanks");
}

// 10.027: the middle of the bucket that 10 ms falls into.
TEST(Summary, IsTheContractsLine) {
  Summary summary;
  summary.add(answered_in(10ms));
  summary.add(answered_in(20ms, 401));
  EXPECT_EQ(json_line(to_json(summary, 500ms)),
            R"({"kind":"summary","deliveries":2,"delivered":1,"failed":1,"attempts":2,)"
            R"("duration_ms":500.0,"rate_per_s":4.0,)"
            R"("latency_ms":{"p50":10.027,"p90":20.0,"p99":20.0,"max":20.0}})");
}

TEST(Summary, HasNoLatencyWithoutAnAnswer) {
  Summary summary;
  Delivery lost;
  lost.attempts.push_back({.outcome = Outcome::network, .error = "connection refused"});
  summary.add(lost);
  EXPECT_EQ(summary.failed, 1U);
  EXPECT_EQ(summary.latency(0.5), 0ns);
  EXPECT_TRUE(to_json(summary, 1s)["latency_ms"]["p50"].is_null());
  EXPECT_EQ(to_json(Summary{}, 0s)["rate_per_s"], 0.0);
}

TEST(Summary, KnowsLatenciesWithinOnePercent) {
  for (nanoseconds latency = 1ns; latency < 1h; latency = latency * 137 / 100 + 1ns) {
    Summary summary;
    summary.add(answered_in(latency));
    summary.add(
        answered_in(2h));  // The maximum is stored exactly, so it must not be the one tested.
    const auto told = static_cast<double>(summary.latency(0.5).count());
    const auto real = static_cast<double>(latency.count());
    EXPECT_LE(std::abs(told - real), real * 0.01) << latency.count() << "ns";
  }
}

TEST(Summary, FindsTheRanks) {
  Summary summary;
  for (int i = 1; i <= 100; ++i)
    summary.add(answered_in(i * 1ms));
  EXPECT_NEAR(static_cast<double>(summary.latency(0.50).count()), 50e6, 0.5e6);
  EXPECT_NEAR(static_cast<double>(summary.latency(0.90).count()), 90e6, 0.9e6);
  EXPECT_NEAR(static_cast<double>(summary.latency(0.99).count()), 99e6, 0.99e6);
  EXPECT_NEAR(static_cast<double>(summary.latency(0).count()), 1e6, 0.01e6);
  EXPECT_EQ(summary.latency(1), 100ms);
  EXPECT_EQ(summary.latency_max(), 100ms);
}

}  // namespace
}  // namespace streamctl::delivery
