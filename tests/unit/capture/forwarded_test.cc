#include "capture/forwarded.h"

#include <gtest/gtest.h>

namespace streamctl::capture {
namespace {

using namespace std::chrono_literals;

TEST(Forwarded, IsReadAsItWasWritten) {
  for (const Forwarded& one :
       {Forwarded{"id-1", 2, "http://127.0.0.1:3000/", 503, 12'345us, ""},
        Forwarded{"\x1b", 1, "https://a/?b=\"c\"", 0, 0us, "connection refused"}}) {
    std::string line;
    append_line(one, line);
    EXPECT_EQ(parse_forwarded(line), one) << line;
  }
  std::string line;
  append_line(Forwarded{"id-1", 2, "http://a/", 503, 12'345us, ""}, line);
  EXPECT_EQ(line,
            "{\"kind\":\"forwarded\",\"v\":1,\"webhook_id\":\"id-1\",\"attempt\":2,\"url\":"
            "\"http://a/\",\"status\":503,\"duration_ms\":12.345,\"error\":null}\n");
}

TEST(Forwarded, IsNoOtherLine) {
  for (const char* other :
       {"", "{}", R"({"kind":"event","type":"forwarded"})", R"(["forwarded"])", R"("forwarded")",
        R"({"kind":"forwarded")", R"({"kind":{"forwarded":1}})"})
    EXPECT_FALSE(parse_forwarded(other)) << other;
  const auto strange = parse_forwarded(
      R"({"kind":"forwarded","webhook_id":7,"attempt":-1e300,"status":1e300,"duration_ms":"x"})");
  EXPECT_EQ(strange, (Forwarded{"", 1, "", 999, 0us, ""}));
}

}  // namespace
}  // namespace streamctl::capture
