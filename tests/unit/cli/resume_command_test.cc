#include "commands/replay/resume_command.h"

#include <gtest/gtest.h>

namespace streamctl::cli {
namespace {

GivenArgument option(const std::string& name, const std::string& value) {
  return {.name = name, .values = {value}, .takes_one_value = true};
}

TEST(ResumeCommand, RepeatsWhatWasTypedWithAnotherSkipAndLimit) {
  const std::vector<GivenArgument> given{
      {.name = "FILE", .values = {"a.jsonl", "b c.jsonl"}, .is_positional = true},
      option("--skip", "3"),
      option("--limit", "9"),
      {.name = "--no-retry", .values = {"true"}, .is_flag = true},
      option("--to", "http://127.0.0.1:8080/")};
  EXPECT_EQ(resume_command(given, 5, 7),
            "streamctl replay a.jsonl 'b c.jsonl' --no-retry --to http://127.0.0.1:8080/ --skip 5 "
            "--limit 7");
  EXPECT_EQ(resume_command({}, 5, std::nullopt), "streamctl replay --skip 5");
}

TEST(ResumeCommand, MasksCredentials) {
  const std::vector<GivenArgument> given{
      {.name = "--header", .values = {"X-Trace: 1", "Authorization: Bearer secret"}}};
  EXPECT_EQ(resume_command(given, 0, std::nullopt),
            "streamctl replay --header 'X-Trace: 1' --header 'Authorization: ***' --skip 0");
}

TEST(ResumeCommand, ShowsNoControlCharacters) {
  EXPECT_EQ(resume_command({option("--to", "\x1b[2J")}, 0, std::nullopt).find('\x1b'),
            std::string::npos);
}

}  // namespace
}  // namespace streamctl::cli
