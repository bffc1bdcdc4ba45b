#include "public/hook_words.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/json.h"

namespace streamctl::cli {
namespace {

const stream::HookMark mark{"0123456789abcdef", 8080};

Json webhook(const std::string& id, const std::string& url) {
  return {{"id", id}, {"hook_type", "webhook"}, {"enabled", true}, {"webhook_url", url}};
}

Registered registered(std::vector<Json> others) {
  Registered done{"https://new.example/", {}, {}};
  done.app.hooks = std::move(others);
  done.app.hooks.push_back(webhook("7c9e6679", stream::marked_url(done.url, mark)));
  done.changes = {{std::nullopt, done.app.hooks.back()}};
  return done;
}

std::string lines(const Registered& done, std::size_t width = 100) {
  return registered_lines(done, mark, {}, {.width = width, .is_tty = true});
}

TEST(HookWords, SayWhatSendsHereAndWhatElseDoes) {
  EXPECT_EQ(lines(registered({})),
            "Registered the hook 7c9e6679 (all types): https://new.example/\n");
  Json off = webhook("off", "https://off.example/");
  off["enabled"] = false;
  EXPECT_EQ(
      lines(registered({off, webhook("1", "https://a.example/\x1b[2J")})),
      "Registered the hook 7c9e6679 (all types): https://new.example/\n"
      "Another hook of the app keeps receiving the events: webhook https://a.example/\\u001b[2J\n");
  std::vector<Json> many(6, webhook("1", "https://a/"));
  many[0] = webhook("2", stream::marked_url("https://b/", {"1123456789abcdef", 1}));
  EXPECT_EQ(
      lines(registered(many), 200).substr(63),
      "6 other hooks of the app keep receiving the events: webhook "
      "https://b/?streamctl-listen=1123456789abcdef.1 (another listener), webhook https://a/, "
      "webhook https://a/, webhook https://a/ and 2 more\n");
}

TEST(HookWords, SayWhatWasLeftAndWhatIsNotNeeded) {
  Registered done = registered({});
  done.changes.insert(done.changes.begin(),
                      {webhook("left", "https://old.example/"), std::nullopt});
  EXPECT_EQ(lines(done).substr(0, 71),
            "Removed the hook left that an earlier run left: https://old.example/\nRe");
  done.app.hooks = {webhook("same", "https://new.example")};
  done.app.in_use = false;
  EXPECT_EQ(lines(done, 40),
            "Removed the hook left that an earlier\n"
            "  run left: https://old.example/\n"
            "Nothing to register: the app has the\n"
            "  hook same (all types):\n"
            "  https://new.example\n"
            "The app still uses its older webhook\n"
            "  settings (use_hook_v2 is off): event\n"
            "  hooks may not be sent to until that is\n"
            "  changed in the dashboard\n");
  EXPECT_EQ(registered_json(done, mark, {}),
            R"({"kind":"registered","id":"same","url":"https://new.example","event_types":[]})");
}

TEST(HookWords, NameTheCommandThatMendsWhatIsLeft) {
  const Error left = left_error(refused_error("no"), webhook("7c9e6679", "https://x/"));
  EXPECT_EQ(left.what, "the hook 7c9e6679 may still be in the app: no");
  EXPECT_NE(left.hint.find("streamctl hooks prune"), std::string::npos);
  EXPECT_EQ(left_error(refused_error("no"), std::nullopt).what,
            "the hook may still be in the app: no");
}

}  // namespace
}  // namespace streamctl::cli
