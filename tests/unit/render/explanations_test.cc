#include "render/explanations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "render/reach.h"

namespace streamctl::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* url = "http://127.0.0.1:3000/x";

delivery::Attempt answered(unsigned status, std::string location = "") {
  delivery::Attempt attempt;
  attempt.outcome = delivery::Outcome::status;
  attempt.status = status;
  attempt.location = std::move(location);
  return attempt;
}

TEST(Explanations, AreGivenOnceForEachCause) {
  Explanations explanations;
  EXPECT_EQ(explanations.once(answered(405), url, {}, "streamctl replay --id w"),
            "hint: http://127.0.0.1:3000/x answered 405: nothing there takes a POST; serve POST "
            "there: Next.js 'export async function POST', Express app.post(), Flask "
            "methods=['POST']\n      to send it again: streamctl replay --id w\n");
  EXPECT_EQ(explanations.once(answered(405), url, {}), "");
  EXPECT_THAT(explanations.once(answered(500), url, {}), StartsWith("hint: "));
  EXPECT_EQ(explanations.once({}, url, {}), "");
}

TEST(ReplayCommand, NamesTheRecordTheIdAndTheTarget) {
  EXPECT_EQ(replay_command("", "w-1", answered(401), url),
            "streamctl replay --id w-1 --last 1 --to http://127.0.0.1:3000/x");
  EXPECT_THAT(replay_command("my file", "w-1", answered(401), url), HasSubstr("'my file' --id"));
  EXPECT_THAT(replay_command("", "w-1", answered(308, "http://127.0.0.1:3000/x/"), url),
              HasSubstr("--to http://127.0.0.1:3000/x/"));
  for (const char* id : {"", "-x", "a b", "$(x)", "x;y", "\x1b"})
    EXPECT_EQ(replay_command("", id, answered(401), url), "") << id;
}

TEST(Reach, IsNobodysElseOnLoopback) {
  for (const char* host : {"127.0.0.1", "localhost", "::1", "[::1]"})
    EXPECT_EQ(reach_lines(host, "http://127.0.0.1:8080/", {}), "") << host;
}

TEST(Reach, IsSaidOfEveryAddress) {
  const std::string lines = reach_lines("0.0.0.0", "http://127.0.0.1:8080/hook", {});
  EXPECT_THAT(lines, StartsWith("Bound to 0.0.0.0:8080, every address of this machine;"));
  EXPECT_THAT(lines, HasSubstr("\nOther machines on the network can reach this port\n"));
  EXPECT_THAT(lines, Not(HasSubstr("127.0.0.1")));
  EXPECT_THAT(reach_lines("::", "http://[::1]:8080", {}), StartsWith("Bound to [::]:8080, "));
  EXPECT_EQ(reach_lines("10.0.0.1", "http://10.0.0.1:8080/", {}),
            "Other machines on the network can reach this port\n");
}

}  // namespace
}  // namespace streamctl::cli
