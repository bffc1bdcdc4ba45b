#include "stream/hook_changes.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/json.h"

namespace streamctl::stream {
namespace {

using Hooks = std::vector<Json>;

Json hook(const std::string& id, const std::string& url, int time = 0) {
  return {{"id", id}, {"webhook_url", url}, {"updated_at", time}};
}

TEST(HookChanges, AreMatchedById) {
  const Hooks before{hook("a", "1"), hook("b", "2"), {{"no", "id"}}, hook("c", "3", 1)};
  const Hooks now{hook("b", "3"), {{"no", "id"}}, {{"new", true}}, hook("c", "3", 2)};
  const auto changes = changes_between(before, now);
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_TRUE(changes[0].before == before[0] && !changes[0].after);
  EXPECT_TRUE(changes[1].before == before[1] && changes[1].after == now[0]);
  EXPECT_TRUE(!changes[2].before && changes[2].after == now[2]);
  EXPECT_TRUE(changes_between(before, before).empty());
}

TEST(HookChanges, AreRestoredWhereAWriteOverwroteThem) {
  const Hooks read{hook("a", "1"), hook("b", "2"), hook("c", "3")};
  // They removed a, changed b, and added d.
  const Hooks theirs{hook("b", "changed"), hook("c", "3"), hook("d", "4")};
  // The API gave a hook that it did not know a new id.
  const Hooks overwritten{hook("new", "1"), hook("b", "2", 9), hook("c", "3", 9),
                          hook("us", "ours")};
  const auto changes = changes_between(read, theirs);
  EXPECT_EQ(restored(overwritten, changes),
            (Hooks{hook("b", "changed"), hook("c", "3", 9), hook("us", "ours"), hook("d", "4")}));
  // What is there, or differs in another way, stays.
  const Hooks whole{hook("b", "changed"), hook("c", "3"), hook("us", "ours"), hook("e", "4")};
  EXPECT_EQ(restored(whole, changes), whole);
  const Hooks newer{hook("b", "newer"), hook("c", "3"), hook("e", "4")};
  EXPECT_EQ(restored(newer, changes), newer);
}

TEST(HookChanges, KnowAHookByItsContent) {
  EXPECT_TRUE(has_content({hook("a", "1", 1)}, hook("b", "1", 2)));
  EXPECT_FALSE(has_content({hook("a", "1")}, hook("a", "2")));
  EXPECT_FALSE(has_content({}, hook("a", "2")));
}

}  // namespace
}  // namespace streamctl::stream
