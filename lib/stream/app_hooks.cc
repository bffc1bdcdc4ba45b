#include "stream/app_hooks.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "stream/hooks.h"
#include "stream/request.h"

namespace streamctl::stream {
namespace {

constexpr const char* app_path = "/app";
constexpr std::int64_t pause_least_ms = 50;
constexpr std::int64_t pause_most_ms = 150;  ///< Times the number of the attempt.

/// Adds to `vanished` the hooks of `written` whose id `now` lacks. A new hook has no id yet.
void note_vanished(const std::vector<Json>& written, const std::vector<Json>& now,
                   std::vector<Json>& vanished) {
  const auto is_in = [](const std::vector<Json>& hooks, const std::string& id) {
    return std::any_of(hooks.begin(), hooks.end(),
                       [&](const Json& one) { return text_at(one, "id") == id; });
  };
  for (const Json& hook : written) {
    const std::string id = text_at(hook, "id");
    if (!id.empty() && !is_in(now, id) && !is_in(vanished, id)) vanished.push_back(hook);
  }
}

}  // namespace

std::vector<Json> AppHooks::all() const {
  std::vector<Json> both = hooks;
  both.insert(both.end(), app_wide.begin(), app_wide.end());
  return both;
}

Result<AppHooks> app_hooks_of(const Json& answer) {
  auto hooks = event_hooks_of(answer);
  if (!hooks) return std::move(hooks).error();
  return AppHooks{*std::move(hooks), app_wide_hooks(answer),
                  answer.at("app").value("use_hook_v2", Json()) != false};
}

ApiHooks::ApiHooks(Client& client, Random& random, std::stop_token stop)
    : client_(client), random_(random), stop_(std::move(stop)) {}

Result<AppHooks> ApiHooks::read() {
  const auto answer = client_.call({.method = "GET", .path = app_path}, stop_);
  if (!answer) return Error(answer.error()).in("cannot read the app's hooks");
  return app_hooks_of(answer->body);
}

Result<void> ApiHooks::write(const std::vector<Json>& hooks) {
  auto answer = client_.call(operation("PATCH", app_path, update_of(hooks)), stop_);
  if (!answer) return std::move(answer).error().in("cannot write the app's hooks");
  return {};
}

void ApiHooks::pause(int attempt) {
  const std::chrono::milliseconds wait{random_.between(pause_least_ms, pause_most_ms * attempt)};
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop_, wait, [] { return false; });
}

Result<EditedHooks> edit_hooks(HookStore& store, const HookEdit& edit, AppHooks now) {
  EditedHooks edited;
  while (true) {
    const std::vector<Json> wanted = edit.apply(now.hooks);
    if (wanted == now.hooks) break;
    if (edited.writes == hook_writes_max)
      return refused_error(
          "the API took the change of the hooks " + std::to_string(hook_writes_max) +
              " times, and the app does not have it",
          "does something else change the hooks all the time? 'streamctl hooks' shows them");
    if (auto written = store.write(wanted); !written) return std::move(written).error();
    ++edited.writes;
    auto came = store.read();
    if (!came) return std::move(came).error();
    note_vanished(wanted, came->hooks, edited.vanished);
    if (!edit.holds(came->hooks)) {
      store.pause(edited.writes + 1);
      came = store.read();
      if (!came) return std::move(came).error();
    }
    now = *std::move(came);
    if (edit.holds(now.hooks)) break;
  }
  edited.after = std::move(now);
  return edited;
}

}  // namespace streamctl::stream
