// What users want to be notified of: kept, and used by nothing, as no push notification is sent.
#include <utility>

#include "emulator/operations/operations.h"
#include "emulator/operations/views.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

namespace {

constexpr const char* of_users = "push_preferences";
constexpr const char* of_channels = "channel_push_preferences";

/// One of the request over those that are kept.
Result<Json, Failure> merged(const Json* kept, const Json& given) {
  Json made = kept == nullptr ? Json::object() : *kept;
  FieldReader in(given, "preferences.");
  const auto until = in.time("disabled_until");
  if (!in.ok()) return in.error();
  for (const char* name : {"call_level", "chat_level", "feeds_level"}) {
    if (const std::string level = text_at(given, name); !level.empty()) made[name] = level;
  }
  for (const char* name : {"chat_preferences", "feeds_preferences"}) {
    if (given.contains(name) && given[name].is_object()) merge_over(made[name], given[name]);
  }
  if (until) made["disabled_until"] = time_text(*until);
  if (given.value("remove_disable", Json()) == true) made.erase("disabled_until");
  return made;
}

/// Keeps one preference, and adds it to the answer.
Result<void, Failure> keep_preference(OperationContext& context, const Json& given, Json& answer) {
  std::string id = text_at(given, "user_id");
  if (id.empty()) id = context.caller.user_id;
  if (id.empty()) return bad_input("preferences.user_id is required for servers");
  if (!context.is_server() && id != context.caller.user_id)
    return not_allowed("a user may change no other user");
  if (const auto user = context.user(id); !user) return user.error();
  const std::string channel = text_at(given, "channel_cid");
  const char* kind = channel.empty() ? of_users : of_channels;
  const std::string key = channel.empty() ? id : id + " " + channel;
  auto made = merged(context.state.store.records.find(kind, key), given);
  if (!made) return std::move(made).error();
  if (channel.empty())
    answer["user_preferences"][id] = *made;
  else
    answer["user_channel_preferences"][id][channel] = *made;
  return context.keep(kind, key, *std::move(made));
}

}  // namespace

Reply update_push_preferences(OperationContext& context) {
  Json answer{{"user_preferences", Json::object()}, {"user_channel_preferences", Json::object()}};
  for (const Json& given : context.value("preferences")) {
    if (auto kept = keep_preference(context, given, answer); !kept) return std::move(kept).error();
  }
  return answer;
}

}  // namespace streamctl::emulator
