#include "stream/frames.h"

#include <string>

#include <gtest/gtest.h>

namespace streamctl::stream {
namespace {

using Kind = Frame::Kind;

TEST(Frames, AreReadForWhatTheyAre) {
  const struct {
    const char* name;
    std::string text;
    Frame frame;
  } rows[] = {
      {"ok",
       R"({"type":"connection.ok","connection_id":"c-1","me":{"id":"john"}})",
       {.kind = Kind::connection_ok, .connection_id = "c-1", .type = "connection.ok"}},
      {"error",
       R"({"type":"connection.error","connection_id":"","error":{"code":43,"message":"bad","StatusCode":401}})",
       {.kind = Kind::connection_error,
        .error = {.code = 43, .status = 401, .message = "bad"},
        .type = "connection.error"}},
      {"error without a word",
       R"({"type":"connection.error"})",
       {.kind = Kind::connection_error,
        .error = {.message = "no reason given"},
        .type = "connection.error"}},
      {"error of another form",
       R"({"type":"connection.error","error":"so there"})",
       {.kind = Kind::connection_error,
        .error = {.message = "so there"},
        .type = "connection.error"}},
      {"error with a status that is none",
       R"({"type":"connection.error","error":{"code":1,"message":"m","StatusCode":99999999999}})",
       {.kind = Kind::connection_error,
        .error = {.code = 1, .message = "m"},
        .type = "connection.error"}},
      {"health",
       R"({"type":"health.check","connection_id":"c-1"})",
       {.kind = Kind::health_check, .type = "health.check"}},
      {"event",
       R"({"type":"custom","call_cid":"default:a","custom":{}})",
       {.kind = Kind::event, .type = "custom", .call_cid = "default:a"}},
      {"of no type", "{}", {.kind = Kind::event}},
      {"type of another type", R"({"type":7,"call_cid":[]})", {.kind = Kind::event}},
      {"array", "[]", {}},
      {"cut", R"({"type":"custom")", {}},
      {"nothing", "", {}},
      {"too deep", std::string(100'000, '['), {}},
      {"deep and good",
       R"({"type":"custom","n":)" + std::string(5'000, '[') + std::string(5'000, ']') + "}",
       {.kind = Kind::event, .type = "custom"}},
      {"numbers of any size, surrogates without a partner",
       R"({"type":"custom","n":[18446744073709551616,1e400,"\ud800"]})",
       {.kind = Kind::event, .type = "custom"}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(read_frame(row.text), row.frame);
  }
}

// The texts that stream-video-js sends.
TEST(Frames, AreWrittenAsTheJavaScriptClientDoes) {
  EXPECT_EQ(authentication_frame("john", Secret{"a.b.c"}),
            R"({"token":"a.b.c","products":["video"],"user_details":{"id":"john"}})");
  EXPECT_EQ(health_check_frame("john--1"), R"([{"type":"health.check","client_id":"john--1"}])");
}

}  // namespace
}  // namespace streamctl::stream
