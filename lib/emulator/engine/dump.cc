#include "emulator/engine/dump.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "core/masking.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

Json files_of(const Store& store) {
  Json files = Json::array();
  for (const auto& [id, file] : store.files) {
    files.push_back({{"id", id},
                     {"name", file.name},
                     {"type", file.type},
                     {"user_id", file.user_id.empty() ? Json() : Json(file.user_id)},
                     {"bytes", file.bytes.size()}});
  }
  return files;
}

/// A copy of what is shown, which can be made text on another thread.
struct Shown {
  Store store;
  std::map<std::string, std::size_t> watchers;  ///< How many, by call.
  std::string api_key;
  Json rest;
};

Shown shown_of(const State& state) {
  Shown made;
  made.store.users = state.store.users;
  made.store.calls = state.store.calls;
  for (const auto& [cid, call] : state.store.calls)
    made.watchers[cid] = state.watchers.watching(cid);
  made.api_key = state.options.api_key;
  Json connections = Json::array();
  for (const Connection* one : state.watchers.all()) {
    connections.push_back(
        {{"connection_id", one->id}, {"user_id", one->user_id}, {"watched", one->watched}});
  }
  made.rest = {{"connections", std::move(connections)},
               {"files", files_of(state.store)},
               {"event_hooks", masked(state.app.hooks())},
               {"failures", state.injected.view()}};
  return made;
}

Json shown_call(const Shown& shown, const Call& call) {
  return {{"call", call_json(call, shown.store)},
          {"members", members_json(call, shown.store, call.members.size())},
          {"watchers", shown.watchers.at(call.cid())}};
}

/// Made one user and one call at a time: all of them as one value need many times the memory of
/// their text.
std::string text_of(const Shown& shown) {
  std::string text = R"({"api_key":)" + json_line(shown.api_key) + R"(,"users":[)";
  const auto add = [&text](const Json& one) {
    if (text.back() != '[') text += ',';
    text += json_line(one);
  };
  for (const auto& [id, user] : shown.store.users)
    add(full_user_json(user));
  text += R"(],"calls":[)";
  for (const auto& [cid, call] : shown.store.calls)
    add(shown_call(shown, call));
  return text + "]," + json_line(shown.rest).substr(1);
}

}  // namespace

std::function<std::string()> copy_to_dump(const State& state) {
  return [shown = std::make_shared<const Shown>(shown_of(state))] { return text_of(*shown); };
}

}  // namespace streamctl::emulator
