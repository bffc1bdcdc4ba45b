#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/test_host.h"
#include "core/json.h"
#include "net/gzip.h"

namespace streamctl::cli {
namespace {

using testing::Given;
using ::testing::HasSubstr;
using testing::Ran;
using testing::run_streamctl;

// A conformance fixture of Stream's Go and Python SDKs.
constexpr const char* body = R"({"type":"message.new","created_at":1778198400000000000})";
constexpr const char* signature =
    "408ab27d58b18a584d29f2801dde0d5ad20e5f5965039ac88d2ef49014a2c4a7";

Given given(const std::string& input) {
  return {.environment = {{"STREAM_API_SECRET", "test_secret_do_not_use_in_production"}},
          .input = input};
}

TEST(Sign, PrintsTheSignature) {
  EXPECT_EQ(run_streamctl({"sign", "-"}, given(body)).out, std::string(signature) + "\n");
  EXPECT_EQ(run_streamctl({"sign", "-"}, given(net::gzip(body))).out,
            std::string(signature) + "\n");
  EXPECT_EQ(run_streamctl({"sign", "-", "-o", "json"}, given(body)).out,
            R"({"kind":"signature","signature":")" + std::string(signature) + "\"}\n");
}

TEST(Sign, WarnsOfNothing) {
  for (const std::string& input : {std::string(), net::gzip("")}) {
    const Ran ran = run_streamctl({"sign", "-"}, given(input));
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.out.size(), 65U);
    EXPECT_THAT(ran.err, HasSubstr("warning: standard input is empty"));
  }
  EXPECT_EQ(run_streamctl({"sign", "-"}, given(body)).err, "");
}

TEST(Sign, WarnsOfAnExport) {
  const Ran ran = run_streamctl({"sign", "-"}, given(R"({"log":{"version":"1.2","entries":[]}})"));
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("warning: standard input looks like a HAR file: the signature is "
                                 "of the file itself"));
  EXPECT_EQ(run_streamctl({"sign", "-"}, given(R"({"type":"custom","info":{},"item":[]})")).err,
            "");
}

TEST(Sign, FailsWithoutABodyOrASecret) {
  EXPECT_EQ(run_streamctl({"sign", "/nonexistent"}, given("")).code, 2);
  EXPECT_EQ(run_streamctl({"sign", "-"}, given("\x1f\x8b broken")).code, 2);
  EXPECT_EQ(run_streamctl({"sign"}, given("")).code, 2);
  const Ran ran = run_streamctl({"sign", "-"}, {.environment = {}, .input = body});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("STREAM_API_SECRET"));
}

TEST(Verify, SaysYes) {
  const Ran plain = run_streamctl({"verify", "-", "--signature", signature}, given(body));
  EXPECT_EQ(plain.code, 0);
  EXPECT_EQ(plain.out, "valid\n");
  const Ran gzip = run_streamctl({"verify", "-", "--signature", signature, "-o", "json"},
                                 given(net::gzip(body)));
  EXPECT_EQ(gzip.code, 0);
  EXPECT_EQ(gzip.out, R"({"kind":"verify","valid":true,"reason":null,"note":null})"
                      "\n");
}

TEST(Verify, SaysNoAndWhy) {
  const struct {
    const char* name;
    std::string input;
    std::string signature;
    const char* why;
  } rows[] = {
      {"changed", std::string(body) + " ", signature, "does not match the body"},
      {"upper case", body, "408AB27D58B18A584D29F2801DDE0D5AD20E5F5965039AC88D2EF49014A2C4A7",
       "does not match"},
      {"short", body, "408ab27d", "does not match"},
      {"empty", body, "", "does not match"},
      {"broken gzip", "\x1f\x8b broken", signature, "does not inflate"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Ran pretty =
        run_streamctl({"verify", "-", "--signature", row.signature}, given(row.input));
    EXPECT_EQ(pretty.code, 1);
    EXPECT_THAT(pretty.out, ::testing::StartsWith("invalid: "));
    EXPECT_THAT(pretty.out, HasSubstr(row.why));
    const Ran json = run_streamctl({"verify", "-", "--signature", row.signature, "-o", "json"},
                                   given(row.input));
    EXPECT_EQ(Json::parse(json.out)["valid"], false);
    EXPECT_THAT(Json::parse(json.out)["reason"].get<std::string>(), HasSubstr(row.why));
  }
}

TEST(Verify, NotesWhatIsSignedAndYetNoEvent) {
  const std::string text = "not json";
  const std::string its = run_streamctl({"sign", "-"}, given(text)).out.substr(0, 64);
  const Ran ran = run_streamctl({"verify", "-", "--signature", its}, given(text));
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, "valid\nnote: the body is not a JSON object\n");
}

}  // namespace
}  // namespace streamctl::cli
