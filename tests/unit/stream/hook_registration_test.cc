#include "stream/hook_registration.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/json.h"

namespace streamctl::stream {
namespace {

using Hooks = std::vector<Json>;

constexpr const char* owner = "0123456789abcdef";
const Registration ours{{owner, 8080}, "https://new.example/", {}};
/// Other listeners of the owner run on these ports.
const IsPortUsed in_use = [](std::uint16_t port) { return port == 8080 || port == 8081; };

Json webhook(const std::string& id, const std::string& url) {
  return {{"id", id}, {"hook_type", "webhook"}, {"webhook_url", url}, {"enabled", true}};
}

Json marked(const std::string& id, const std::string& of, std::uint16_t port) {
  return webhook(id, marked_url("https://old.example/", {of, port}));
}

Hooks after(const HookEdit& edit, const Hooks& hooks) {
  Hooks now = edit.apply(hooks);
  EXPECT_TRUE(edit.holds(now));
  EXPECT_EQ(edit.apply(now), now);
  return now;
}

Hooks registered(const Hooks& hooks, const Registration& registration = ours) {
  return after(registering(registration, in_use), hooks);
}

std::string ids(const Hooks& hooks) {
  std::string text;
  for (const Json& hook : hooks)
    text += hook.value("id", "new") + " ";
  return text;
}

TEST(HookRegistration, AddsOneHook) {
  const Hooks hooks = registered({{{"id", "a"}, {"unknown", {nullptr, 1.5}}}});
  ASSERT_EQ(hooks.size(), 2U);
  EXPECT_EQ(json_line(hooks[0]), R"({"id":"a","unknown":[null,1.5]})");
  EXPECT_EQ(json_line(hooks[1]),
            R"({"hook_type":"webhook","enabled":true,"event_types":[],)"
            R"("webhook_url":"https://new.example/?streamctl-listen=0123456789abcdef.8080"})");
}

TEST(HookRegistration, TakesOverItsOwnHook) {
  Json own = marked("own", owner, 8080);
  own["enabled"] = false;
  own["product"] = "video";
  const Hooks hooks = registered({own, marked("twin", owner, 8080)});
  EXPECT_EQ(ids(hooks), "own ");
  EXPECT_EQ(json_line(hooks[0]),
            R"({"id":"own","hook_type":"webhook",)"
            R"("webhook_url":"https://new.example/?streamctl-listen=0123456789abcdef.8080",)"
            R"("enabled":true,"product":"video"})");
}

TEST(HookRegistration, RemovesWhatItsOwnerLeftAndNothingElse) {
  const Hooks hooks = {webhook("plain", "https://old.example/"), marked("left", owner, 9000),
                       marked("running", owner, 8081), marked("theirs", "1123456789abcdef", 9000)};
  EXPECT_EQ(ids(registered(hooks)), "plain running theirs new ");
  EXPECT_EQ(ids(after(unregistering(ours.mark, in_use), registered(hooks))),
            "plain running theirs ");
  EXPECT_EQ(ids(after(unregistering(ours.mark, in_use), hooks)), "plain running theirs ");
}

TEST(HookRegistration, DoesNotSendEverythingTwice) {
  const Json same = webhook("same", "https://NEW.example");
  EXPECT_EQ(ids(registered({same})), "same ");
  EXPECT_EQ(ids(registered({marked("own", owner, 8080), same})), "same ");
  Json some = same;
  some["event_types"] = {"call.created", "call.ended"};
  EXPECT_EQ(ids(registered({some})), "same new ");
  EXPECT_EQ(ids(registered({some}, {ours.mark, ours.url, {"call.ended"}})), "same ");
  EXPECT_EQ(ids(registered({some}, {ours.mark, ours.url, {"call.rejected"}})), "same new ");
  Json off = same;
  off["enabled"] = false;
  EXPECT_EQ(ids(registered({off})), "same new ");
  EXPECT_EQ(ids(registered({webhook("other", "https://new.example/x")})), "other new ");
}

TEST(HookRegistration, FollowsTheAddress) {
  Hooks hooks = registered({marked("own", owner, 8080)});
  const Registration moved{ours.mark, "https://moved.example/", {"call.ended"}};
  EXPECT_FALSE(registering(moved, in_use).holds(hooks));
  hooks = registered(hooks, moved);
  EXPECT_EQ(ids(hooks), "own ");
  EXPECT_EQ(hooks[0]["event_types"], Json({"call.ended"}));
}

}  // namespace
}  // namespace streamctl::stream
