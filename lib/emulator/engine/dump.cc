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

/// The users and the calls of a store, and who watches each call.
Json written(const Store& store, const std::map<std::string, std::size_t>& watchers) {
  Json users = Json::array();
  for (const auto& [id, user] : store.users)
    users.push_back(full_user_json(user));
  Json calls = Json::array();
  for (const auto& [cid, call] : store.calls) {
    calls.push_back({{"call", call_json(call, store)},
                     {"members", members_json(call, store, call.members.size())},
                     {"watchers", watchers.at(cid)}});
  }
  return {{"users", std::move(users)}, {"calls", std::move(calls)}};
}

}  // namespace

Json dump(const State& state) {
  return copy_to_dump(state)();
}

std::function<Json()> copy_to_dump(const State& state) {
  Json connections = Json::array();
  for (const Connection* one : state.watchers.all()) {
    connections.push_back(
        {{"connection_id", one->id}, {"user_id", one->user_id}, {"watched", one->watched}});
  }
  Json rest{{"connections", std::move(connections)},
            {"files", files_of(state.store)},
            {"event_hooks", masked(state.app.hooks())},
            {"failures", state.injected.view()}};
  std::map<std::string, std::size_t> watchers;
  const auto store = std::make_shared<Store>();
  store->users = state.store.users;
  store->calls = state.store.calls;
  for (const auto& [cid, call] : store->calls)
    watchers[cid] = state.watchers.watching(cid);
  return [store, watchers = std::move(watchers), rest = std::move(rest),
          api_key = state.options.api_key] {
    Json made{{"api_key", api_key}};
    made.update(written(*store, watchers));
    made.update(rest);
    return made;
  };
}

}  // namespace streamctl::emulator
