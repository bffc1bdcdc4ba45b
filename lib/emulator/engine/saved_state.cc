#include "emulator/engine/saved_state.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/encoding.h"
#include "core/masking.h"
#include "emulator/engine/field_archive.h"
#include "emulator/engine/saved_checks.h"
#include "emulator/engine/saved_fields.h"
#include "emulator/engine/start.h"
#include "emulator/state/settings.h"

namespace streamctl::emulator {

namespace {

constexpr int format_version = 1;

struct SavedFailure {
  std::string operation;
  std::size_t left = 0;
  std::size_t status = 0;
  double probability = 1;
  std::size_t latency_ms = 0;
  std::size_t seed = 1;
};

struct SavedEntry {
  WallTime due;
  std::string kind;  ///< "event", or what a deadline is for.
  std::string call_cid;
  std::string session_id;
  std::string type;
  std::string reach;
  std::vector<std::string> user_ids;
  Json body;
};

struct SavedFile {
  std::string name;
  std::string type;
  std::string user_id;
  std::string bytes;  ///< In base64.
};

struct SavedClock {
  WallTime now;
  bool frozen = false;
};

struct Saved {
  std::string format;
  std::size_t version = 0;
  std::optional<SavedClock> clock;  ///< Nothing if it is the machine's.
  std::map<std::string, Json> app;  ///< As UpdateApp takes it.
  std::vector<User> users;
  std::vector<CallType> call_types;
  std::vector<Call> calls;
  std::map<std::string, std::map<std::string, Json>> records;
  std::map<std::string, SavedFile> files;  ///< By id.
  std::vector<SavedFailure> failures;
  std::vector<SavedEntry> pending;
};

template <class Archive>
void fields(Archive& in, SavedFailure& value) {
  auto& [operation, left, status, probability, latency_ms, seed] = value;
  in("operation", operation), in("left", left), in("status", status);
  in("probability", probability), in("latency_ms", latency_ms), in("seed", seed);
}

template <class Archive>
void fields(Archive& in, SavedEntry& value) {
  auto& [due, kind, call_cid, session_id, type, reach, user_ids, body] = value;
  in("due", due), in("kind", kind), in("call_cid", call_cid), in("session_id", session_id);
  in("type", type), in("reach", reach), in("user_ids", user_ids), in("body", body);
}

template <class Archive>
void fields(Archive& in, SavedFile& value) {
  auto& [name, type, user_id, bytes] = value;
  in("name", name), in("type", type), in("user_id", user_id), in("bytes", bytes);
}

template <class Archive>
void fields(Archive& in, SavedClock& value) {
  in("now", value.now), in("frozen", value.frozen);
}

template <class Archive>
void fields(Archive& in, Saved& value) {
  auto& [format, version, clock, app, users, call_types, calls, records, files, failures, pending] =
      value;
  in("format", format), in("version", version), in("clock", clock), in("app", app);
  in("users", users), in("call_types", call_types), in("calls", calls), in("records", records);
  in("files", files), in("failures", failures), in("pending", pending);
}

constexpr std::array<std::pair<std::string_view, Reach>, 4> reaches{
    {{"watchers", Reach::watchers},
     {"members_and_watchers", Reach::members_and_watchers},
     {"users", Reach::users},
     {"everyone", Reach::everyone}}};
constexpr std::array<std::pair<std::string_view, Deadline::Kind>, 3> deadline_kinds{
    {{"missed", Deadline::Kind::missed},
     {"idle", Deadline::Kind::idle},
     {"timer", Deadline::Kind::timer}}};

template <class Table, class Value>
std::string name_of(const Table& table, Value value) {
  for (const auto& [name, one] : table) {
    if (one == value) return std::string(name);
  }
  return "";
}

template <class Table>
auto value_of(const Table& table, std::string_view word) {
  std::optional<typename Table::value_type::second_type> found;
  for (const auto& [name, one] : table) {
    if (name == word) found = one;
  }
  return found;
}

SavedEntry saved_entry(WallTime due, const Schedule::Entry& entry) {
  if (const auto* deadline = std::get_if<Deadline>(&entry))
    return {due,
            name_of(deadline_kinds, deadline->kind),
            deadline->call_cid,
            deadline->session_id,
            "",
            "",
            {},
            nullptr};
  const auto& event = std::get<Event>(entry);
  return {due,
          "event",
          event.call_cid,
          "",
          event.type,
          name_of(reaches, event.reach),
          event.user_ids,
          event.body};
}

Result<Schedule::Entry> entry_of(SavedEntry&& saved, const std::string& path) {
  if (const auto kind = value_of(deadline_kinds, saved.kind)) {
    Deadline deadline;
    deadline.kind = *kind;
    deadline.call_cid = saved.call_cid;
    deadline.session_id = saved.session_id;
    return Schedule::Entry(std::move(deadline));
  }
  const auto reach = value_of(reaches, saved.reach);
  if (saved.kind != "event" || !reach)
    return config_error(path + " has a kind or a reach that is not known");
  Event event{saved.type, saved.call_cid, std::move(saved.body), *reach, saved.user_ids, {}};
  if (auto good = check_event(event, path); !good) return std::move(good).error();
  return Schedule::Entry(std::move(event));
}

bool is_secret(const Json& value) {
  return masked(value) != value;
}

/// Hooks that the API added and that hold no secret.
Json own_hooks(const State& state) {
  Json list = Json::array();
  for (const Json& hook : state.app.hooks()) {
    const auto is_named = [&](const char* field, const std::vector<std::string>& urls) {
      return std::find(urls.begin(), urls.end(), text_at(hook, field)) != urls.end();
    };
    if (is_secret(hook) || is_named("webhook_url", state.options.webhook_urls) ||
        is_named("sqs_queue_url", state.options.queue_urls))
      continue;
    list.push_back(hook);
  }
  return list;
}

std::map<std::string, Json> saved_app(const State& state) {
  std::map<std::string, Json> made;
  const Json view = state.app.view();
  for (const auto& [name, value] : view.items()) {
    if (name != "id" && !is_secret({{name, value}})) made[name] = value;
  }
  made["event_hooks"] = own_hooks(state);
  if (const bool on = state.app.compresses_hooks(); on != state.options.gzip)
    made["enable_hook_payload_compression"] = on;
  return made;
}

/// Puts the settings over those that the emulator was started with, and adds the hooks.
Result<void> load_app(State& state, const std::map<std::string, Json>& app) {
  Json changes = Json::object();
  for (const auto& [name, value] : app)
    changes[name] = value;
  Json hooks = state.app.hooks();
  if (const auto own = app.find("event_hooks"); own != app.end() && own->second.is_array()) {
    for (const Json& hook : own->second)
      hooks.push_back(hook);
  }
  changes["event_hooks"] = std::move(hooks);
  const auto updated = state.app.update(changes, state.now, state.random);
  if (!updated) return config_error("app: " + updated.error().text);
  return {};
}

/// Fills in settings that the file lacks, so that every call has all groups.
void complete_settings(SharedJson& settings, const std::string& type) {
  Json whole = default_settings(type);
  merge_over(whole, *settings);
  settings = std::move(whole);
}

Result<void> load_store(Store& store, Saved&& saved, std::size_t bytes_max) {
  for (User& user : saved.users) {
    const std::string id = user.id;
    if (!store.users.emplace(id, std::move(user)).second)
      return config_error("users has '" + printable(id) + "' twice");
  }
  store.call_types.clear();
  for (CallType& type : saved.call_types) {
    complete_settings(type.settings, type.name);
    store.call_types.insert_or_assign(type.name, std::move(type));
  }
  for (Call& call : saved.calls) {
    complete_settings(call.settings, call.type);
    const auto type = store.call_types.find(call.type);
    if (type != store.call_types.end() && *call.settings == *type->second.settings)
      call.settings = type->second.settings;
    const std::string cid = call.cid();
    if (!store.calls.emplace(cid, std::move(call)).second)
      return config_error("calls has '" + printable(cid) + "' twice");
  }
  for (auto& [kind, list] : saved.records) {
    for (auto& [id, record] : list) {
      if (auto put = store.records.put(kind, id, std::move(record)); !put)
        return config_error("records: " + put.error().text);
    }
  }
  for (auto& [id, file] : saved.files) {
    auto bytes = base64_bytes(file.bytes);
    if (!bytes) return config_error("files." + printable(id) + ".bytes must be base64");
    store.files.emplace(id, File{std::move(file.name), std::move(file.type),
                                 std::move(file.user_id), *std::move(bytes)});
  }
  return check_store(store, bytes_max);
}

Result<void> load_failures(InjectedFailures& failures, const std::vector<SavedFailure>& saved) {
  // The latest comes first in the file, and is to be set last.
  for (auto one = saved.rbegin(); one != saved.rend(); ++one) {
    const bool is_status = one->status == 0 || (one->status >= 400 && one->status <= 599);
    if (!is_status || !(one->probability >= 0 && one->probability <= 1) ||
        one->latency_ms > 600'000)
      return config_error("failures has a status, probability or latency_ms that cannot be");
    auto set =
        failures.set({one->operation, one->left, static_cast<unsigned>(one->status),
                      one->probability, std::chrono::milliseconds(one->latency_ms), one->seed});
    if (!set) return set;
  }
  return {};
}

/// All but the files.
Saved saved_of(const State& state, const SettableClock& clock) {
  Saved saved;
  saved.format = saved_format;
  saved.version = format_version;
  if (!clock.is_real()) saved.clock = {clock.now(), clock.is_frozen()};
  saved.app = saved_app(state);
  for (const auto& [id, user] : state.store.users)
    saved.users.push_back(user);
  for (const auto& [name, type] : state.store.call_types)
    saved.call_types.push_back(type);
  for (const auto& [cid, call] : state.store.calls)
    saved.calls.push_back(call);
  for (const auto& [kind, list] : state.store.records.all())
    saved.records[kind] = {list.begin(), list.end()};
  for (const InjectedFailure& one : state.injected.all())
    saved.failures.push_back({one.operation, one.left, one.status, one.probability,
                              static_cast<std::size_t>(one.latency.count()), one.seed});
  for (const auto& [due, entry] : state.schedule.entries())
    saved.pending.push_back(saved_entry(due, entry));
  return saved;
}

}  // namespace

std::function<std::string()> copy_to_save(const State& state, const SettableClock& clock) {
  return [saved = std::make_shared<Saved>(saved_of(state, clock)), files = state.store.files] {
    for (const auto& [id, file] : files)
      saved->files[id] = {file.name, file.type, file.user_id, base64_text(file.bytes)};
    return FieldWriter::text_of(*saved);
  };
}

Result<void> check_saved(const Json& saved) {
  if (!saved.is_object() || text_at(saved, "format") != saved_format)
    return config_error("it is no saved state", "'streamctl emulator save FILE' writes one");
  if (!saved.contains("version") || saved["version"] != format_version)
    return config_error("it was saved in another version of the format",
                        "save it with this version of streamctl");
  return {};
}

Result<void> load_state(State& state, SettableClock& clock, const Json& json) {
  if (auto good = check_saved(json); !good) return good;
  Saved saved;
  if (auto good = FieldReaderOf::read(json, saved, "state"); !good) return good;
  auto made = make_state(state.options, clock, state.random);
  if (!made) return std::move(made).error();
  State next = *std::move(made);
  next.store = Store(next.options.store_bytes_max);
  if (auto good = load_app(next, saved.app); !good) return good;
  if (auto good = load_failures(next.injected, saved.failures); !good) return good;
  for (std::size_t i = 0; i < saved.pending.size(); ++i) {
    const WallTime due = saved.pending[i].due;
    auto entry = entry_of(std::move(saved.pending[i]), "state.pending." + std::to_string(i));
    if (!entry) return std::move(entry).error();
    next.schedule.add(due, *std::move(entry));
  }
  const auto time = saved.clock;
  if (auto good = load_store(next.store, std::move(saved), next.options.store_bytes_max); !good)
    return good;
  state = std::move(next);
  clock.restore();
  if (!time) return {};
  clock.set(time->now);
  if (time->frozen) clock.freeze();
  return {};
}

}  // namespace streamctl::emulator
