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
constexpr std::int64_t pause_most_ms = 150;  ///< Times the number of the attempt, up to the next.
constexpr int pauses_max = 4;

/// Adds to `vanished` the hooks of `written` that `now` lacks. A new hook has no id yet.
void note_vanished(const std::vector<Json>& written, const std::vector<Json>& now,
                   std::vector<Json>& vanished) {
  const auto is_in = [](const std::vector<Json>& hooks, const Json& wanted) {
    const std::string id = text_at(wanted, "id");
    return id.empty() || has_content(hooks, wanted) ||
           std::any_of(hooks.begin(), hooks.end(),
                       [&](const Json& one) { return text_at(one, "id") == id; });
  };
  for (const Json& hook : written) {
    if (!is_in(now, hook) && !is_in(vanished, hook)) vanished.push_back(hook);
  }
}

/// What another writer changed between `read`, from which `written` was made, and the write; `seen`
/// is of the read beside the write.
std::vector<HookChange> overwritten(const std::vector<Json>& read, const std::vector<Json>& written,
                                    const std::vector<Json>& seen) {
  const bool is_after = seen.size() == written.size() &&
                        std::all_of(written.begin(), written.end(),
                                    [&](auto& one) { return has_content(seen, one); });
  return is_after ? std::vector<HookChange>{} : changes_between(read, seen);
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

ApiHooks::ApiHooks(Client& client, Random& random, std::stop_token stop, bool watches)
    : client_(client), random_(random), stop_(std::move(stop)), watches_(watches) {}

Result<AppHooks> ApiHooks::read() {
  const Operation get{.method = "GET", .path = app_path};
  const bool is_double = watches_ && !std::exchange(has_read_, true);
  const auto answer =
      is_double ? client_.call_both(get, get, stop_).second : client_.call(get, stop_);
  if (!answer) return Error(answer.error()).in("cannot read the app's hooks");
  return app_hooks_of(answer->body);
}

Result<std::vector<Json>> ApiHooks::write(const std::vector<Json>& hooks) {
  const Operation patch = operation("PATCH", app_path, update_of(hooks));
  if (!watches_) {
    auto answer = client_.call(patch, stop_);
    if (!answer) return std::move(answer).error().in("cannot write the app's hooks");
    return hooks;
  }
  const auto [read, written] = client_.call_both({.method = "GET", .path = app_path}, patch, stop_);
  if (!written) return Error(written.error()).in("cannot write the app's hooks");
  auto seen = read ? event_hooks_of(read->body) : Result<std::vector<Json>>(hooks);
  return seen ? *std::move(seen) : hooks;
}

void ApiHooks::pause(int attempt) {
  const std::chrono::milliseconds wait{
      random_.between(pause_least_ms, pause_most_ms * std::min(attempt, pauses_max))};
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop_, wait, [] { return false; });
}

Result<EditedHooks> edit_hooks(HookStore& store, const HookEdit& edit, AppHooks now) {
  EditedHooks edited;
  std::vector<HookChange> lost;
  int vain_writes = 0;
  while (true) {
    const std::vector<Json> wanted = edit.apply(restored(now.hooks, lost));
    if (wanted == now.hooks) break;
    if (vain_writes == vain_writes_max || edited.writes == hook_writes_max)
      return refused_error(
          "the API took the change of the hooks " + std::to_string(edited.writes) +
              " times, and the app does not have it",
          "does something else change the hooks all the time? 'streamctl hooks' shows them");
    const auto seen = store.write(wanted);
    if (!seen) return seen.error();
    ++edited.writes;
    lost = overwritten(now.hooks, wanted, *seen);
    auto came = store.read();
    if (!came) return std::move(came).error();
    vain_writes = changes_between(now.hooks, came->hooks).empty() ? vain_writes + 1 : 0;
    note_vanished(wanted, came->hooks, edited.vanished);
    if (!edit.holds(came->hooks)) {
      store.pause(edited.writes + 1);
      came = store.read();
      if (!came) return std::move(came).error();
    }
    now = *std::move(came);
    std::erase_if(lost,
                  [&](const HookChange& one) { return restored(now.hooks, {one}) == now.hooks; });
    edited.restored.insert(edited.restored.end(), lost.begin(), lost.end());
    if (lost.empty() && edit.holds(now.hooks)) break;
  }
  edited.after = std::move(now);
  return edited;
}

}  // namespace streamctl::stream
