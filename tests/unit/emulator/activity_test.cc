#include "emulator/serve/activity.h"

#include "emulator/bench.h"

namespace streamctl::emulator {
namespace {

const WallTime at{1'795'453'200s + 123'456us};

RequestActivity request() {
  RequestActivity made;
  made.at = at;
  made.method = "POST";
  made.path = "/video/call/default/a";
  made.operation = "GetOrCreateCall";
  made.user_id = "john";
  made.status = 201;
  made.duration = 1'250us;
  made.events = {"call.created"};
  return made;
}

TEST(Activity, IsTheLineOfTheContract) {
  EXPECT_EQ(json_line(to_json(request())),
            R"({"kind":"request","at":"2026-11-23T17:00:00.123456Z","method":"POST",)"
            R"("path":"/video/call/default/a","operation":"GetOrCreateCall","user_id":"john",)"
            R"("status":201,"duration_ms":1.25,"events":["call.created"]})");
  RequestActivity refused;
  refused.at = at;
  refused.status = 431;
  refused.error = "header fields larger than 32 KiB";
  EXPECT_EQ(json_line(to_json(refused)),
            R"({"kind":"request","at":"2026-11-23T17:00:00.123456Z","method":"","path":"",)"
            R"("operation":null,"user_id":null,"status":431,"duration_ms":0.0,"events":[],)"
            R"("error":"header fields larger than 32 KiB"})");
  const SocketActivity closed{SocketActivity::Kind::closed, at, "john", "c1", 1006, ""};
  EXPECT_EQ(json_line(to_json(closed)),
            R"({"kind":"socket","at":"2026-11-23T17:00:00.123456Z","event":"closed",)"
            R"("user_id":"john","connection_id":"c1","code":1006})");
  const SocketActivity refused_socket{SocketActivity::Kind::refused, at, "", "", 43, "signature"};
  EXPECT_EQ(json_line(to_json(refused_socket)),
            R"({"kind":"socket","at":"2026-11-23T17:00:00.123456Z","event":"refused",)"
            R"("user_id":null,"connection_id":null,"code":43,"error":"signature"})");
}

TEST(Activity, IsReadBackFromItsLine) {
  DeliveryActivity delivered;
  delivered.url = "http://127.0.0.1:1/";
  delivered.delivery.webhook_id = "w1";
  delivered.delivery.type = "call.created";
  delivered.delivery.attempts.resize(2);
  delivered.delivery.attempts[0].at = at;
  delivered.delivery.attempts[0].duration = 1500us;
  delivered.delivery.attempts[0].outcome = delivery::Outcome::network;
  delivered.delivery.attempts[0].error = "connection refused";
  delivered.delivery.attempts[1].number = 2;
  delivered.delivery.attempts[1].at = at + 1s;
  delivered.delivery.attempts[1].offset = 1s;
  delivered.delivery.attempts[1].outcome = delivery::Outcome::status;
  delivered.delivery.attempts[1].status = 503;
  const Activity rows[] = {
      request(),
      SocketActivity{SocketActivity::Kind::connected, at, "john", "c1", 0, ""},
      SocketActivity{SocketActivity::Kind::refused, at, "", "", 43, "signature"},
      SocketActivity{SocketActivity::Kind::closed, at, "john", "c1", 1006, ""},
      delivered,
      DroppedActivity{at, "custom", "http://127.0.0.1:1/", "too much waits"},
  };
  for (const Activity& row : rows) {
    const Json line = to_json(row);
    SCOPED_TRACE(json_line(line));
    EXPECT_EQ(read_activity(line), row);
  }
}

TEST(Activity, BoundsTheTimesOfForeignAttempts) {
  const auto activity = read_activity(Json::parse(
      R"({"kind":"delivery","attempts":[{"at":"1970-01-01T00:00:00Z","duration_ms":-5},)"
      R"({"at":"2200-01-01T00:00:00Z","duration_ms":8e12},{"at":"1700-01-01T00:00:00Z"}]})"));
  ASSERT_TRUE(activity);
  const auto& attempts = std::get<DeliveryActivity>(*activity).delivery.attempts;
  ASSERT_EQ(attempts.size(), 3U);
  EXPECT_EQ(attempts[0].duration, 0s);
  EXPECT_EQ(attempts[1].offset, 8760h);
  EXPECT_EQ(attempts[1].duration, 8760h);
  EXPECT_EQ(attempts[2].offset, 0s);
}

TEST(Activity, IsReadFromAnyLineWithoutFailing) {
  for (const char* text : {"null", "[]", "{}", R"({"kind":7})", R"({"kind":"of the future"})"})
    EXPECT_EQ(read_activity(Json::parse(text)), std::nullopt) << text;
  EXPECT_TRUE(read_activity(Json::parse(
      R"({"kind":"request","at":7,"status":"x","events":{},"duration_ms":"long","error":null})")));
  for (const char* text : {R"({"kind":"request","duration_ms":-1e300})",
                           R"({"kind":"request","duration_ms":9.3e12})"}) {
    const auto read = read_activity(Json::parse(text));
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(std::get<RequestActivity>(*read).duration.count(), 0) << text;
  }
  EXPECT_TRUE(read_activity(Json::parse(R"({"kind":"delivery","attempts":[7,{"status":"x"}]})")));
  EXPECT_TRUE(read_activity(Json::parse(R"({"kind":"socket","code":"x"})")));
}

TEST(Activity, ShowsForeignTextAsPrintable) {
  RequestActivity hostile = request();
  hostile.path = "/\x1b[2J";
  hostile.user_id = "\x1b]0;x";
  const Json line = to_json(hostile);
  EXPECT_EQ(line["path"].get<std::string>().find('\x1b'), std::string::npos);
  EXPECT_EQ(line["user_id"].get<std::string>().find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace streamctl::emulator
