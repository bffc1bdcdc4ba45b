#include "stream/api_error.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::stream {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

net::HttpOutcome answered(unsigned status, std::string body, net::Headers headers = {}) {
  net::HttpOutcome outcome;
  outcome.kind = net::HttpOutcome::Kind::answered;
  outcome.status = status;
  outcome.body = std::move(body);
  outcome.headers = std::move(headers);
  return outcome;
}

std::string body_of(int code, const std::string& message) {
  return R"({"code":)" + std::to_string(code) + R"(,"message":")" + message +
         R"(","StatusCode":400,"duration":"0.1ms","more_info":"","details":[]})";
}

TEST(ApiError, IsReadWhereItIsOne) {
  EXPECT_EQ(read_api_error(body_of(16, "gone"), 404), (ApiError{16, 404, "gone", false}));
  EXPECT_EQ(read_api_error(R"({"code":9,"message":"m","unrecoverable":true})", 429),
            (ApiError{9, 429, "m", true}));
  EXPECT_EQ(read_api_error(R"({"code":18446744073709551615,"message":"m"})", 400),
            (ApiError{0, 400, "m", false}));
  for (const char* body : {"", "null", "[]", "{}", "<html>", R"({"code":"4","message":"m"})",
                           R"({"code":4,"message":5})", R"({"code":4.5,"message":"m"})"})
    EXPECT_EQ(read_api_error(body, 400), std::nullopt) << body;
}

TEST(ApiError, SaysWhatToDo) {
  const struct {
    int code;
    unsigned status;
    const char* message;
    const char* hint;
  } rows[] = {
      {2, 401, "api_key not valid", "API key"},
      {4, 400, "bad", "names the field"},
      {5, 401, "auth", "belong together"},
      {9, 429, "slow down", "--rate"},
      {16, 404, "Can't find call with id default:x", "--create"},
      {16, 404, "The following users don't exist: [john]", "user create"},
      {16, 404, "no such thing", "case-sensitive"},
      {16, 404, "bananas: call type does not exist", "calltypes"},
      {16, 501, "the emulator does not have this operation", "docs/emulator.md"},
      {17, 403, "no", "role"},
      {22, 413, "big", "less"},
      {40, 401, "expired", "new token"},
      {41, 401, "early", "clock"},
      {42, 401, "early", "clock"},
      {43, 401, "signature", "STREAM_API_SECRET"},
      {99, 403, "suspended", "suspended"},
      {-1, 500, "oh", "try again"},
      {12345, 503, "oh", "try again"},
  };
  for (const auto& row : rows) {
    const Error error = explain({row.code, row.status, row.message, false});
    EXPECT_EQ(error.kind, ErrorKind::refused);
    EXPECT_EQ(error.what, std::string(row.message) + " (HTTP " + std::to_string(row.status) +
                              ", code " + std::to_string(row.code) + ")");
    EXPECT_THAT(error.hint, HasSubstr(row.hint)) << row.code;
  }
}

TEST(ApiError, BlamesNoRoleWhereNoneIsToBlame) {
  for (const char* message :
       {R"(UpdateApp failed with error: "no")",
        R"(CreateCall failed with error: "a server's token is refused here: x; use another")",
        R"(X failed with error: "start the emulator with --hooks-anywhere")"})
    EXPECT_EQ(explain({17, 403, message, false}).hint, "") << message;
}

TEST(ApiError, IsSafeAndShort) {
  const Error hostile = explain({4, 400, "\x1b[2J\xe2\x80\xae\n" + std::string(5000, 'x'), false});
  EXPECT_THAT(hostile.what, Not(HasSubstr("\x1b")));
  EXPECT_THAT(hostile.what, HasSubstr("\\u001b[2J\\u202e\\n"));
  EXPECT_LT(hostile.what.size(), 1200U);
  const Error cut = error_of(answered(502, std::string(119, 'x') + "ä" + "y"), "http://a/");
  EXPECT_THAT(cut.what, HasSubstr("xx…"));
}

TEST(ApiError, NamesWhateverElseAnswers) {
  const std::string url = "http://api/app";
  EXPECT_EQ(error_of(answered(502, "<html>\n<h1>Bad Gateway"), url).what,
            "http://api/app answered HTTP 502, and not as Stream's API does: <html>");
  EXPECT_EQ(error_of(answered(404, ""), url).what,
            "http://api/app answered HTTP 404, and not as Stream's API does");
  EXPECT_THAT(error_of(answered(200, "hello"), url).what, HasSubstr("but not with JSON: hello"));
  EXPECT_THAT(error_of(answered(301, "", {{"Location", "https://b/\x1b"}}), url).what,
              HasSubstr("redirects (HTTP 301) to https://b/\\u001b, which is not followed"));
  net::HttpOutcome lost;
  lost.error = "connection refused";
  EXPECT_EQ(error_of(lost, url).kind, ErrorKind::network);
  EXPECT_EQ(error_of(lost, url).what, "cannot reach http://api/app: connection refused");
}

}  // namespace
}  // namespace streamctl::stream
