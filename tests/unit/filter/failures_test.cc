#include "filter/failures.h"

#include <gtest/gtest.h>

namespace streamctl::filter {
namespace {

Decision failed(Failure failure, std::string why) {
  return {1, false, failure, std::move(why)};
}

TEST(Failures, AreSaidOnceAKindAndCounted) {
  Failures failures;
  EXPECT_EQ(failures.summary(), "");
  EXPECT_FALSE(failures.note({1, true, std::nullopt, ""}, {}));
  EXPECT_EQ(
      failures.note(failed(Failure::time, "it took longer than 1s"), {"call.created", "id-1"}),
      "--filter failed on an event (call.created, webhook id id-1), which is left out: it took "
      "longer than 1s; more of the kind are only counted");
  EXPECT_FALSE(failures.note(failed(Failure::time, "it took longer than 1s"), {"call.ended", "2"}));
  EXPECT_EQ(failures.note(failed(Failure::error, "null (null) has no keys"), {"a", "", "recorded"}),
            "--filter failed on an event (a), which is recorded: null (null) has no keys; more of "
            "the kind are only counted");
  EXPECT_EQ(failures.summary(), "--filter failed on 3 events: 1 gave an error, 2 took too long");
  EXPECT_EQ(failures.total(), 3U);
}

TEST(Failures, ShowNothingForeignRaw) {
  Failures failures;
  const auto words = failures.note(failed(Failure::error, "no"), {"\x1b[31m", "\x1b[32m"});
  EXPECT_EQ(words->find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace streamctl::filter
