#include "emulator/engine/saved_checks.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/units.h"
#include "emulator/limits.h"
#include "emulator/state/schema.h"
#include "webhook/catalogue.h"

namespace streamctl::emulator {

namespace {

Result<void> wrong(const std::string& path, const std::string& problem) {
  return config_error(printable(path) + " " + problem);
}

Result<void> check_schema(const Json& value, const char* schema, const std::string& path) {
  if (const auto mismatch = schema_mismatch(value, webhook::fields_of_schema(schema), path))
    return config_error(printable(*mismatch));
  return {};
}

Result<void> check_each(const std::vector<Json>& list, const char* schema,
                        const std::string& path) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (auto good = check_schema(list[i], schema, path + "." + std::to_string(i)); !good)
      return good;
  }
  return {};
}

Result<void> check_user(const std::string& id, const User& user) {
  const std::string path = "users." + id;
  if (id.empty() || id.size() > id_bytes_max) return wrong(path, "has an id that cannot be");
  if (!user.custom.is_object()) return wrong(path + ".custom", "must be an object");
  for (const Json* one : {&user.privacy, &user.teams_role}) {
    if (!one->is_null() && !one->is_object())
      return wrong(path + ".privacy and teams_role", "must be objects");
  }
  if (user.devices.size() > devices_max) return wrong(path + ".devices", "are too many");
  return {};
}

Result<void> check_session(const Store& store, const Session& session, const std::string& path) {
  for (const Participant& one : session.participants) {
    if (store.user(one.user_id) == nullptr)
      return wrong(path + ".participants", "name a user who does not exist");
  }
  if (!session.participants.empty() && !session.is_live())
    return wrong(path + ".participants", "are in a session that is not live");
  for (const Json& one : session.feedback) {
    if (!one.is_object() || !one.contains("rating") || !one["rating"].is_number_integer())
      return wrong(path + ".feedback", "must have ratings");
  }
  return {};
}

Result<void> check_call(const Store& store, const Call& call, const std::string& path) {
  if (store.user(call.created_by) == nullptr)
    return wrong(path + ".created_by", "is no user who exists");
  if (!store.call_types.contains(call.type)) return wrong(path + ".type", "is no call type");
  if (call.id.empty() || call.id.size() > id_bytes_max)
    return wrong(path + ".id", "cannot be an id");
  if (!call.custom.is_object()) return wrong(path + ".custom", "must be an object");
  if (auto good = check_schema(*call.settings, "CallSettingsResponse", path + ".settings"); !good)
    return good;
  if (call.members.size() > members_max) return wrong(path + ".members", "are too many");
  for (const Member& one : call.members) {
    if (store.user(one.user_id) == nullptr)
      return wrong(path + ".members", "name a user who does not exist");
    if (!one.custom.is_object()) return wrong(path + ".members.custom", "must be an object");
  }
  std::vector<Session> sessions = call.past_sessions;
  if (std::any_of(sessions.begin(), sessions.end(),
                  [](const Session& one) { return !one.started_at || !one.ended_at; }))
    return wrong(path + ".past_sessions", "must have started and ended");
  if (call.session) sessions.push_back(*call.session);
  for (const Session& one : sessions) {
    if (auto good = check_session(store, one, path + ".session"); !good) return good;
  }
  if (auto good =
          check_each(call.finished_recordings, "CallRecording", path + ".finished_recordings");
      !good)
    return good;
  return check_each(call.finished_transcriptions, "CallTranscription",
                    path + ".finished_transcriptions");
}

Result<void> check_type(const CallType& type, const std::string& path) {
  if (auto good = check_schema(*type.settings, "CallSettingsResponse", path + ".settings"); !good)
    return good;
  if (!type.notifications.is_object()) return wrong(path + ".notifications", "must be an object");
  if (!type.grants.is_object()) return wrong(path + ".grants", "must be an object");
  for (const Json& list : type.grants) {
    if (!list.is_array() ||
        !std::all_of(list.begin(), list.end(), [](const Json& one) { return one.is_string(); }))
      return wrong(path + ".grants", "must list capabilities");
  }
  return {};
}

/// Records are objects; those that requests are matched with have what is matched.
Result<void> check_records(const Records& records) {
  for (const auto& [kind, list] : records.all()) {
    for (const auto& [id, record] : list) {
      const std::string path = "records." + kind + "." + id;
      if (!record.is_object()) return wrong(path, "must be an object");
      for (const char* name : {"numbers", "trunk_ids", "called_numbers", "caller_numbers"}) {
        const bool is_needed = kind == "sip_rules" && std::string_view(name) != "numbers";
        if (record.contains(name) ? !record[name].is_array() : is_needed)
          return wrong(path + "." + name, "must be an array");
      }
      for (const char* name : {"members", "words"}) {
        if (record.contains(name) && !record[name].is_array())
          return wrong(path + "." + name, "must be an array");
      }
      if (kind == "roles" && (!record.contains("name") || !record["name"].is_string()))
        return wrong(path + ".name", "must be a string");
    }
  }
  return {};
}

Result<void> check_file(const std::string& id, const File& file) {
  const std::string path = "files." + id;
  if (id.empty() || id.size() > id_bytes_max || id.find('/') != std::string::npos)
    return wrong(path, "has an id that cannot be");
  if (!is_media_type(file.type)) return wrong(path + ".type", "is no media type");
  return {};
}

}  // namespace

Result<void> check_store(const Store& store, std::size_t bytes_max) {
  if (store.users.size() > users_max) return wrong("users", "are too many");
  if (store.calls.size() > calls_max) return wrong("calls", "are too many");
  if (store.call_types.size() > call_types_max) return wrong("call_types", "are too many");
  for (const auto& [id, user] : store.users) {
    if (auto good = check_user(id, user); !good) return good;
  }
  for (const auto& [cid, call] : store.calls) {
    if (auto good = check_call(store, call, "calls." + cid); !good) return good;
  }
  for (const auto& [name, type] : store.call_types) {
    if (auto good = check_type(type, "call_types." + name); !good) return good;
  }
  if (auto good = check_records(store.records); !good) return good;
  if (store.files.size() > files_max) return wrong("files", "are too many");
  for (const auto& [id, file] : store.files) {
    if (auto good = check_file(id, file); !good) return good;
  }
  if (bytes_of(store) > bytes_max)
    return config_error("it is larger than the " + size_text(bytes_max) +
                        " that the emulator holds");
  return {};
}

Result<void> check_event(const Event& event, const std::string& path) {
  const Json& known = webhook::fields_of_event(event.type);
  if (known.is_null()) return wrong(path + ".type", "is no type of event");
  if (const auto mismatch = schema_mismatch(event.body, known, path + ".body"))
    return config_error(printable(*mismatch));
  if (event.body["type"] != event.type) return wrong(path + ".body.type", "is another type");
  return {};
}

}  // namespace streamctl::emulator
