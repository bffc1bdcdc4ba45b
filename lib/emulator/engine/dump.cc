#include "emulator/engine/dump.h"

#include <utility>

#include "core/masking.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

Json dump(const State& state) {
  Json users = Json::array();
  for (const auto& [id, user] : state.store.users)
    users.push_back(full_user_json(user));
  Json calls = Json::array();
  for (const auto& [cid, call] : state.store.calls) {
    calls.push_back({{"call", call_json(call, state.store)},
                     {"members", members_json(call, state.store, call.members.size())},
                     {"watchers", state.watchers.watching(cid)}});
  }
  Json connections = Json::array();
  for (const Connection* one : state.watchers.all()) {
    connections.push_back(
        {{"connection_id", one->id}, {"user_id", one->user_id}, {"watched", one->watched}});
  }
  Json files = Json::array();
  for (const auto& [id, file] : state.store.files) {
    files.push_back({{"id", id},
                     {"name", file.name},
                     {"type", file.type},
                     {"user_id", file.user_id.empty() ? Json() : Json(file.user_id)},
                     {"bytes", file.bytes.size()}});
  }
  return {{"api_key", state.options.api_key}, {"users", std::move(users)},
          {"calls", std::move(calls)},        {"connections", std::move(connections)},
          {"files", std::move(files)},        {"event_hooks", masked(state.app.hooks())},
          {"failures", state.injected.view()}};
}

}  // namespace streamctl::emulator
