#include "delivery/requirement.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace streamctl::delivery {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// `count` deliveries that took 1 ms, 2 ms, …; the last `failed` of them failed.
Summary summary_of(int count, int failed) {
  Summary summary;
  for (int n = 1; n <= count; ++n) {
    Delivery delivery;
    delivery.delivered = n <= count - failed;
    Attempt attempt;
    attempt.status = delivery.delivered ? 200 : 503;
    attempt.duration = std::chrono::milliseconds(n);
    delivery.attempts = {attempt};
    summary.add(delivery);
  }
  return summary;
}

TEST(Requirement, IsMetOrNot) {
  const Summary summary = summary_of(200, 5);
  const struct {
    const char* text;
    bool met;
  } rows[] = {
      {"p95<300ms", true},    {"p95<150ms", false},   {"p50 < 102ms", true},  {"p1<=3ms", true},
      {"p99.9>=190ms", true}, {"max<=200ms", true},   {"max<200ms", false},   {"max > 0.1s", true},
      {"failed<1%", false},   {"failed<=2.5%", true}, {"failed<2.5%", false}, {"failed<=5", true},
      {"failed<5", false},    {"failed>4", true},     {"rate>100", false},    {"rate>=100/s", true},
      {"rate<100.5", true},   {"rate > 99", true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto requirement = parse_requirement(row.text);
    ASSERT_TRUE(requirement);
    EXPECT_EQ(judge(*requirement, summary, 2s).met, row.met);
  }
}

TEST(Requirement, OfALatencyIsNotMetWithoutAnAnswer) {
  Summary summary;
  Delivery delivery;
  delivery.attempts.resize(1);
  summary.add(delivery);
  const auto requirement = parse_requirement("p95 < 300ms");
  ASSERT_TRUE(requirement);
  const Verdict verdict = judge(*requirement, summary, 1s);
  EXPECT_FALSE(verdict.met);
  EXPECT_EQ(to_json(*requirement, verdict).dump(),
            R"({"requirement":"p95<300ms","value":null,"unit":"ms","met":false})");
}

TEST(Requirement, DecidesWithTheFailuresWhatIsASuccess) {
  const struct {
    std::vector<const char*> texts;
    int failed;
    bool is_success;
  } rows[] = {
      {{}, 0, true},
      {{}, 1, false},
      {{"p95<1s"}, 0, true},
      {{"p95<1s"}, 1, false},
      {{"p95<1ms"}, 0, false},
      {{"failed<1%"}, 1, true},
      {{"failed<1%"}, 2, false},
      {{"failed<=2"}, 2, true},
      {{"failed<=2", "p95<1ms"}, 0, false},
      {{"p95<1s", "failed<=2"}, 1, true},
  };
  for (const auto& row : rows) {
    std::vector<Requirement> requirements;
    for (const char* text : row.texts)
      requirements.push_back(*parse_requirement(text));
    EXPECT_EQ(is_success(requirements, summary_of(200, row.failed), 1s), row.is_success)
        << ::testing::PrintToString(row.texts) << row.failed;
  }
}

TEST(Requirement, HasItsValueInJson) {
  const Summary summary = summary_of(3, 1);
  const struct {
    const char* text;
    const char* json;
  } rows[] = {
      {"max<2ms", R"({"requirement":"max<2ms","value":3.0,"unit":"ms","met":false})"},
      {"failed<50%", R"({"requirement":"failed<50%","value":33.333,"unit":"percent","met":true})"},
      {"failed<1", R"({"requirement":"failed<1","value":1.0,"unit":"deliveries","met":false})"},
      {"rate>1", R"({"requirement":"rate>1","value":1.5,"unit":"per_s","met":true})"},
  };
  for (const auto& row : rows) {
    const auto requirement = parse_requirement(row.text);
    ASSERT_TRUE(requirement) << row.text;
    EXPECT_EQ(to_json(*requirement, judge(*requirement, summary, 2s)).dump(), row.json);
  }
}

TEST(Requirement, IsRefusedWithWhatIsAllowed) {
  const struct {
    const char* text;
    const char* said;
  } rows[] = {
      {"", "there is no < or > behind a metric"},
      {"p95", "there is no < or > behind a metric"},
      {"p95=300ms", "there is no < or > behind a metric"},
      {"<300ms", "there is no < or > behind a metric"},
      {"q95<300ms", "there is no metric 'q95'"},
      {"P95<300ms", "there is no metric 'P95'"},
      {"p<300ms", "there is no metric 'p'"},
      {"p-5<300ms", "there is no metric 'p-5'"},
      {"p1e1<300ms", "there is no metric 'p1e1'"},
      {"pnan<300ms", "there is no metric 'pnan'"},
      {"p0.5<300ms", "'p0.5' is no percentile from p1 to p99.9"},
      {"p100<300ms", "'p100' is no percentile from p1 to p99.9"},
      {"p95<300", "bad duration '300'"},
      {"p95<", "bad duration ''"},
      {"p95<<1s", "bad duration '<1s'"},
      {"p95<1%", "bad duration '1%'"},
      {"failed<1ms", "'1ms' is no number"},
      {"failed<%", "'' is no number"},
      {"failed<-1", "'-1' is no number"},
      {"failed<1e3", "'1e3' is no number"},
      {"rate>inf", "'inf' is no number"},
      {"rate>100%", "'100%' is no number"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto requirement = parse_requirement(row.text);
    ASSERT_FALSE(requirement);
    EXPECT_EQ(requirement.error().kind, ErrorKind::usage);
    EXPECT_THAT(requirement.error().what, HasSubstr(row.said));
    EXPECT_NE(requirement.error().hint, "");
  }
}

}  // namespace
}  // namespace streamctl::delivery
