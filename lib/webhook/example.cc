#include "webhook/example.h"

#include <map>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/time_text.h"
#include "webhook/catalogue.h"
#include "webhook/catalogue_text.h"

namespace streamctl::webhook {
namespace {

/// Values by schema and field. A string "$name" stands for a value of the story; "{name}" within a
/// string likewise; "@" for the schema the field refers to, "@owner" for it seen from the owner.
/// null leaves an optional field out. The schema "" applies to that field of any event.
const Json& curated_values() {
  static const Json values = Json::parse(example_values_text);
  return values;
}

/// Writes one event of a story. `person` is the subject of the current object.
class ExampleBuilder {
 public:
  ExampleBuilder(const Story& story, Timestamps timestamps)
      : story_(story), timestamps_(timestamps) {}

  Json object(const Json& fields, const std::string& schema, std::size_t person,
              bool is_event = false) {
    Json made = Json::object();
    for (const auto& [name, field] : fields.items()) {
      auto value = field_value(name, field, schema, person, is_event);
      if (value) made[name] = *std::move(value);
    }
    return made;
  }

 private:
  std::optional<Json> field_value(const std::string& name, const Json& field,
                                  const std::string& schema, std::size_t person, bool is_event) {
    const bool required = field.value("required", false);
    const Json* curated = find_curated(schema, name);
    if (curated == nullptr && is_event && (required || name == "user" || name == "call"))
      curated = find_curated("", name);
    if (curated == nullptr)
      return required ? std::optional(default_value(field, person)) : std::nullopt;
    Json value = resolved(*curated, field, person);
    if (value.is_null())
      return required ? std::optional(default_value(field, person)) : std::nullopt;
    return value;
  }

  static const Json* find_curated(const std::string& schema, const std::string& name) {
    const auto found = curated_values().find(schema);
    if (found == curated_values().end()) return nullptr;
    const auto value = found->find(name);
    return value == found->end() ? nullptr : &*value;
  }

  Json resolved(const Json& curated, const Json& field, std::size_t person) {
    if (curated.is_string()) return resolved_text(curated.get<std::string>(), field, person);
    if (curated.is_array()) {
      Json made = Json::array();
      for (const Json& one : curated)
        made.push_back(resolved(one, field.value("items", Json::object()), person));
      return made;
    }
    if (curated.is_object() && field.contains("values")) {
      Json made = Json::object();
      for (const auto& [key, one] : curated.items()) {
        const Json plain_key = resolved(key, Json::object(), person);
        made[plain_key.get<std::string>()] = resolved(one, field["values"], person);
      }
      return made;
    }
    return curated;
  }

  Json resolved_text(const std::string& text, const Json& field, std::size_t person) {
    if (text.starts_with('$')) return story_value(text.substr(1), person);
    if (text == "@owner") return referred(field, owner);
    if (text == "@guest") return referred(field, guest);
    if (text == "@actor") return referred(field, story_.actor);
    if (text == "@") return referred(field, person);
    std::string filled = text;
    for (auto open = filled.find('{'); open != std::string::npos;
         open = filled.find('{', open + 1)) {
      const auto close = filled.find('}', open);
      if (close == std::string::npos) break;
      const std::string value =
          story_value(filled.substr(open + 1, close - open - 1), person).get<std::string>();
      filled.replace(open, close - open + 1, value);
      open += value.size();
    }
    return filled;
  }

  Json referred(const Json& field, std::size_t person) {
    const std::string schema = field["ref"].get<std::string>();
    return object(fields_of_schema(schema), schema, person);
  }

  /// The default value of a required field.
  Json default_value(const Json& field, std::size_t person) {
    if (field.contains("ref")) return referred(field, person);
    if (field.contains("default")) return field["default"];
    if (field.contains("enum")) return field["enum"].front();
    const std::string type = field.value("type", "object");
    if (type == "array") return Json::array();
    if (type == "boolean") return false;
    if (field.value("format", "") == "date-time") return time(story_.now);
    if (type == "string") return "";
    if (type == "integer" || type == "number") return 0;
    return Json::object();
  }

  Json time(WallTime value) const { return time_json(value, timestamps_); }
  Json time(const std::optional<WallTime>& value) const { return value ? time(*value) : Json(); }

  Json answers(const Answers& given) const {
    Json made = Json::object();
    for (const auto& [user, when] : given)
      made[user] = time(when);
    return made;
  }

  Json session_object(std::size_t person) {
    const std::string schema = "CallSessionResponse";
    // A ring has a session before anybody has joined it, to which the answers belong.
    const bool rings = fields_of_event(story_.type).contains("session_id") ||
                       !story_.accepted_by.empty() || !story_.rejected_by.empty() ||
                       !story_.missed_by.empty();
    if (!story_.session_started_at && !rings) return {};
    return object(fields_of_schema(schema), schema, person);
  }

  Json participants() {
    Json made = Json::array();
    for (const Participant& one : story_.participants) {
      const std::string schema = "CallParticipantResponse";
      Json participant = object(fields_of_schema(schema), schema, one.person);
      participant["user"] = object(fields_of_schema("UserResponse"), "UserResponse", one.person);
      made.push_back(std::move(participant));
    }
    return made;
  }

  Json roles() const {
    Json made = Json::object();
    for (const Participant& one : story_.participants) {
      const std::string& role = story_.people[one.person].role;
      made[role] = made.value(role, 0) + 1;
    }
    return made;
  }

  WallTime joined_at(std::size_t person) const {
    for (const Participant& one : story_.participants) {
      if (one.person == person) return one.joined_at;
    }
    return story_.now;
  }

  Json egress(bool running, const std::string& schema) {
    return running ? object(fields_of_schema(schema), schema, owner) : Json();
  }

  Json person_value(const std::string& name, const Person& person);
  Json call_value(const std::string& name, std::size_t person);
  Json state_value(const std::string& name);
  Json story_value(const std::string& name, std::size_t person) {
    Json value = person_value(name, story_.people[person]);
    if (value.is_discarded()) value = call_value(name, person);
    if (value.is_discarded()) value = state_value(name);
    return value;
  }

  const Story& story_;
  const Timestamps timestamps_;
};

/// A marker for "unknown name", since null is a valid value.
Json not_here() {
  return Json(Json::value_t::discarded);
}

Json ExampleBuilder::person_value(const std::string& name, const Person& person) {
  if (name == "user_id") return person.id;
  if (name == "user_name") return person.name;
  if (name == "user_image") return person.image;
  if (name == "user_role") return person.role;
  if (name == "member_role") return person.member_role;
  if (name == "user_session_id") return person.user_session_id;
  if (name == "user_created_at") return time(person.created_at);
  if (name == "user_updated_at") return time(person.created_at + std::chrono::hours{24});
  if (name == "user_last_active") return time(story_.call_created_at);
  const bool concerned = &person == &story_.people[guest];
  if (name == "user_banned") return concerned && story_.type == "user.banned";
  if (name == "user_online")
    return !(concerned && (story_.type == "user.deactivated" || story_.type == "user.deleted"));
  if (name == "user_deactivated_at")
    return concerned && story_.type == "user.deactivated" ? time(story_.now) : Json();
  if (name == "user_deleted_at")
    return concerned && story_.type == "user.deleted" ? time(story_.now) : Json();
  if (name == "owner_id") return story_.people[owner].id;
  if (name == "guest_id") return story_.people[guest].id;
  return not_here();
}

Json ExampleBuilder::call_value(const std::string& name, std::size_t person) {
  if (name == "call_cid") return story_.call_cid();
  if (name == "call_type") return story_.call_type;
  if (name == "call_id") return story_.call_id;
  if (name == "call_custom") return Json{{"topic", "Daily standup"}};
  if (name == "call_created_at") return time(story_.call_created_at);
  if (name == "call_updated_at") return time(story_.call_updated_at);
  if (name == "call_ended_at") return time(story_.call_ended_at);
  if (name == "call_starts_at")
    return story_.backstage_enabled ? time(story_.call_created_at + std::chrono::minutes{5})
                                    : Json();
  if (name == "session") return session_object(person);
  if (name == "session_id") return story_.session_id;
  if (name == "current_session_id") {
    const bool live = story_.session_started_at && !story_.session_ended_at;
    return live ? story_.session_id : "";
  }
  if (name == "session_started_at") return time(story_.session_started_at);
  if (name == "session_ended_at") return time(story_.session_ended_at);
  if (name == "live_started_at") return time(story_.live_started_at);
  if (name == "live_ended_at") return time(story_.live_ended_at);
  if (name == "accepted_by") return answers(story_.accepted_by);
  if (name == "rejected_by") return answers(story_.rejected_by);
  if (name == "missed_by") return answers(story_.missed_by);
  if (name == "participants") return participants();
  if (name == "participants_count_by_role") return roles();
  if (name == "anonymous_participant_count") return story_.anonymous_participants;
  if (name == "joined_at") return time(joined_at(person));
  if (name == "seconds_in_call") {
    return std::chrono::duration_cast<std::chrono::seconds>(story_.now - joined_at(person)).count();
  }
  return not_here();
}

Json ExampleBuilder::state_value(const std::string& name) {
  if (name == "now") return time(story_.now);
  if (name == "backstage") return story_.backstage;
  if (name == "backstage_enabled") return story_.backstage_enabled;
  if (name == "blocked_user_ids") return story_.blocked;
  if (name == "captioning") return story_.captioning;
  if (name == "recording") return story_.recording;
  if (name == "transcribing") return story_.transcribing;
  if (name == "broadcasting") return story_.hls || story_.rtmp;
  if (name == "egress_hls") return egress(story_.hls, "EgressHLSResponse");
  if (name == "egress_composite_recording")
    return egress(story_.recording, "CompositeRecordingResponse");
  if (name == "egress_frame_recording")
    return egress(story_.frame_recording, "FrameRecordingResponse");
  if (name == "egress_rtmps")
    return story_.rtmp ? Json::array({egress(true, "EgressRTMPResponse")}) : Json::array();
  if (name == "rtmp_started_at") return time(story_.rtmp_started_at);
  if (name == "recording_started_at") return time(story_.recording_started_at);
  if (name == "recording_stopped_at") return time(story_.recording_stopped_at);
  if (name == "transcription_started_at") return time(story_.transcription_started_at);
  if (name == "transcription_stopped_at") return time(story_.transcription_stopped_at);
  if (name == "speech_started_at") return time(story_.now - std::chrono::milliseconds{2300});
  if (name == "task_started_at") return time(story_.now - std::chrono::seconds{42});
  if (name == "ban_expires_at") return time(story_.now + std::chrono::hours{24});
  if (name == "egress_id") return story_.egress_id;
  if (name == "connection_id") return story_.connection_id;
  if (name == "task_id") return story_.task_id;
  if (name == "ingress_id") return story_.ingress_id;
  if (name == "caption_id") return story_.caption_id;
  return {};
}

}  // namespace

Json time_json(WallTime time, Timestamps timestamps) {
  if (timestamps == Timestamps::nanoseconds) return time.time_since_epoch().count();
  return rfc3339_trimmed(time);
}

Json event_in(const Story& story, std::string_view type, Timestamps timestamps) {
  const EventType* known = find_event_type(type);
  Json event = ExampleBuilder(story, timestamps)
                   .object(fields_of_event(type), known->schema, story.actor, true);
  event["type"] = type;
  // As in Stream's events, the type comes first.
  Json ordered = Json{{"type", type}, {"created_at", event["created_at"]}};
  for (auto& [name, value] : event.items()) {
    if (!ordered.contains(name)) ordered[name] = std::move(value);
  }
  return ordered;
}

Result<Json> example(std::string_view type, const ExampleOptions& options, Random& random) {
  if (find_event_type(type) == nullptr) return unknown_type(type);
  const std::size_t actor = usual_actor(type);
  auto story = begin_story({options.call_cid, options.user_id, actor, options.now}, random);
  if (!story) return std::move(story).error();
  if (group_of(type) == "ringing") {
    just_made(*story);
  } else {
    in_full_swing(*story);
  }
  happen(*story, type, actor);
  return event_in(*story, type, options.timestamps);
}

}  // namespace streamctl::webhook
