#include "stream/app_hooks.h"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/json.h"

namespace streamctl::stream {
namespace {

using Hooks = std::vector<Json>;
using ::testing::HasSubstr;

bool has(const Hooks& hooks, const std::string& key, const std::string& value) {
  return std::any_of(hooks.begin(), hooks.end(),
                     [&](const Json& one) { return one.value(key, "") == value; });
}

/// An app whose other administrators act before the read or the write of a number, from 1.
class SharedApp final : public HookStore {
 public:
  using Act = std::function<void(Hooks&)>;

  Hooks hooks{{{"id", "a"}, {"new", Json::parse(R"({"field":[null,1.5]})")}}, {{"id", "b"}}};
  std::vector<Act> before_read;
  std::vector<Act> before_write;
  int reads = 0;
  int writes = 0;
  int pauses = 0;

  Result<AppHooks> read() override {
    act(before_read, reads++);
    return AppHooks{hooks, {}, true};
  }

  /// The read beside the write arrives first.
  Result<Hooks> write(const Hooks& wanted) override {
    act(before_write, writes++);
    Hooks seen = hooks;
    hooks = wanted;
    for (Json& hook : hooks) {
      const bool is_known = hook.contains("id") && has(seen, "id", hook["id"].get<std::string>());
      if (!is_known) hook["id"] = "new" + std::to_string(++made_);
    }
    return seen;
  }

  void pause(int /*attempt*/) override { ++pauses; }

 private:
  void act(const std::vector<Act>& acts, int number) {
    const auto index = static_cast<std::size_t>(number);
    if (index < acts.size() && acts[index]) acts[index](hooks);
  }

  int made_ = 0;
};

/// Adds the hook {"url": "ours"}.
HookEdit addition() {
  const auto holds = [](const Hooks& hooks) { return has(hooks, "url", "ours"); };
  const auto apply = [holds](Hooks hooks) {
    if (!holds(hooks)) hooks.push_back({{"url", "ours"}});
    return hooks;
  };
  return {apply, holds};
}

TEST(EditHooks, LeavesAllOthersAsTheyWere) {
  SharedApp app;
  const Hooks others = app.hooks;
  const auto edited = edit_hooks(app, addition(), *app.read());
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->writes, 1);
  EXPECT_EQ(app.reads, 2);
  EXPECT_EQ(Hooks(app.hooks.begin(), app.hooks.begin() + 2), others);
  EXPECT_EQ(json_line(app.hooks[2]), R"({"url":"ours","id":"new1"})");
  EXPECT_EQ(edited->after.hooks, app.hooks);
}

TEST(EditHooks, WritesNothingWhereNothingChanges) {
  SharedApp app;
  app.hooks.push_back({{"url", "ours"}});
  const auto edited = edit_hooks(app, addition(), *app.read());
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->writes, 0);
  EXPECT_EQ(app.writes, 0);
}

TEST(EditHooks, IsAppliedAgainOverALaterWriteOfOthers) {
  SharedApp app;
  const Hooks others = app.hooks;
  // Someone who read before our write adds a hook after it: ours is gone.
  app.before_read = {nullptr, [&](Hooks& hooks) {
                       hooks = others;
                       hooks.push_back({{"id", "theirs"}});
                     }};
  const auto edited = edit_hooks(app, addition(), *app.read());
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->writes, 2);
  EXPECT_EQ(app.pauses, 1);
  EXPECT_TRUE(has(app.hooks, "id", "theirs") && has(app.hooks, "url", "ours"));
  EXPECT_TRUE(edited->vanished.empty());
}

TEST(EditHooks, NamesTheHookThatIsGoneAndDoesNotBringItBack) {
  SharedApp app;
  app.before_read = {nullptr, [](Hooks& hooks) { hooks.erase(hooks.begin()); }};
  const auto edited = edit_hooks(app, addition(), *app.read());
  ASSERT_TRUE(edited);
  ASSERT_EQ(edited->vanished.size(), 1U);
  EXPECT_EQ(edited->vanished[0]["id"], "a");
  EXPECT_FALSE(has(app.hooks, "id", "a"));
}

TEST(EditHooks, RestoresWhatItOverwrote) {
  SharedApp app;
  const Hooks others = app.hooks;
  // Someone changes the hooks between our read and our write, and does so again while we mend it.
  app.before_write = {[](Hooks& hooks) {
                        hooks.erase(hooks.begin());
                        hooks[0]["url"] = "changed";
                        hooks.push_back({{"id", "theirs"}, {"url", "theirs"}});
                      },
                      [](Hooks& hooks) {
                        hooks.push_back({{"id", "more"}, {"url", "more"}});
                      }};
  const auto edited = edit_hooks(app, addition(), *app.read());
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->writes, 3);
  ASSERT_EQ(edited->restored.size(), 4U);
  EXPECT_TRUE(edited->vanished.empty());
  EXPECT_EQ(app.hooks.size(), 4U);
  EXPECT_EQ(app.hooks[0], (Json{{"id", "b"}, {"url", "changed"}}));
  for (const char* url : {"ours", "theirs", "more"})
    EXPECT_TRUE(has(app.hooks, "url", url)) << url;
}

TEST(EditHooks, GivesUpOnAnAppThatDoesNotKeepThem) {
  SharedApp app;
  const Hooks others = app.hooks;
  app.before_read.assign(20, [&](Hooks& hooks) { hooks = others; });
  const auto edited = edit_hooks(app, addition(), *app.read());
  ASSERT_FALSE(edited);
  EXPECT_EQ(edited.error().kind, ErrorKind::refused);
  EXPECT_THAT(edited.error().what, HasSubstr("does not have it"));
  EXPECT_EQ(app.writes, vain_writes_max);
  EXPECT_EQ(app.hooks, others);
}

TEST(EditHooks, PersistsWhileOthersUndoIt) {
  const Hooks others = SharedApp().hooks;
  for (const int undone : {hook_writes_max - 1, hook_writes_max}) {
    SharedApp app;
    // Someone who always writes what they had read before our write.
    int number = 0;
    app.before_read.assign(static_cast<std::size_t>(2 * undone) + 1, [&](Hooks& hooks) {
      hooks = others;
      hooks[0]["number"] = ++number;
    });
    const auto edited = edit_hooks(app, addition(), *app.read());
    EXPECT_EQ(static_cast<bool>(edited), undone < hook_writes_max);
    EXPECT_EQ(app.writes, hook_writes_max);
  }
}

}  // namespace
}  // namespace streamctl::stream
