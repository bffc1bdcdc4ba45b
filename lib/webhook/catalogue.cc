#include "webhook/catalogue.h"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/slips.h"
#include "core/text.h"
#include "webhook/catalogue_text.h"

namespace streamctl::webhook {
namespace {

/// Embedded data: the tests ensure that it parses.
Json parsed(std::string_view text) {
  return Json::parse(text);
}

const Json& events() {
  static const Json value = parsed(catalogue_events_text);
  return value;
}

const Json& schemas() {
  static const Json value = parsed(catalogue_schemas_text);
  return value;
}

bool delivered_by(const Json& event, std::string_view way) {
  const auto& ways = event["delivery"];
  return std::any_of(ways.begin(), ways.end(), [&](const Json& one) { return one == way; });
}

std::vector<EventType> made_types() {
  std::vector<EventType> types;
  const Json meanings = parsed(catalogue_meanings_text);
  for (const auto& [name, event] : events().items()) {
    types.push_back({name, event["schema"].get<std::string>(), group_of(name),
                     meanings.value(name, ""), delivered_by(event, "webhook"),
                     delivered_by(event, "websocket")});
  }
  std::sort(types.begin(), types.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  return types;
}

/// The first matching prefix wins.
constexpr std::array<std::pair<std::string_view, std::string_view>, 32> groups{{
    {"call.ring", "ringing"},
    {"call.accepted", "ringing"},
    {"call.rejected", "ringing"},
    {"call.missed", "ringing"},
    {"call.notification", "ringing"},
    {"call.session_", "session"},
    {"call.stats_report_ready", "session"},
    {"call.member_", "members"},
    {"call.permission", "members"},
    {"call.blocked_user", "moderation"},
    {"call.unblocked_user", "moderation"},
    {"call.kicked_user", "moderation"},
    {"call.user_muted", "moderation"},
    {"call.moderation_", "moderation"},
    {"call.recording_", "recording"},
    {"call.frame_recording_", "recording"},
    {"call.transcription_", "transcription"},
    {"call.closed_caption", "transcription"},
    {"call.hls_", "broadcast"},
    {"call.rtmp_", "broadcast"},
    {"call.live_", "broadcast"},
    {"call.user_feedback_submitted", "feedback"},
    {"call.reaction_new", "custom"},
    {"call.dtmf", "custom"},
    {"custom", "custom"},
    {"ingress.", "ingress"},
    {"user.", "users"},
    {"export.", "exports"},
    {"connection.", "connection"},
    {"health.check", "connection"},
    {"app.", "app"},
    {"call.", "call"},
}};

const Json& null_json() {
  static const Json value;
  return value;
}

}  // namespace

const std::vector<EventType>& event_types() {
  static const std::vector<EventType> types = made_types();
  return types;
}

std::vector<std::string> webhook_types() {
  std::vector<std::string> names;
  for (const EventType& type : event_types()) {
    if (type.webhook) names.push_back(type.name);
  }
  return names;
}

const EventType* find_event_type(std::string_view name) {
  const auto& types = event_types();
  const auto found = std::lower_bound(
      types.begin(), types.end(), name,
      [](const EventType& type, std::string_view wanted) { return type.name < wanted; });
  return found != types.end() && found->name == name ? &*found : nullptr;
}

bool is_slip(std::string_view name) {
  constexpr std::size_t slips_max = 2;
  constexpr std::size_t length_max = 128;  // Counting slips is quadratic.
  const auto& types = event_types();
  const std::string typed = lower_ascii(name.substr(0, length_max));
  return name.size() <= length_max &&
         std::any_of(types.begin(), types.end(), [&](const EventType& type) {
           return slips_between(typed, type.name) <= slips_max;
         });
}

Error unknown_type(std::string_view name) {
  std::vector<std::string> names;
  for (const EventType& type : event_types())
    names.push_back(type.name);
  const auto meant = nearest(name, names);
  return usage_error("unknown event type '" + printable(name) + "'",
                     meant ? "did you mean '" + *meant + "'?" : "'streamctl events' lists them");
}

const Json& fields_of_event(std::string_view type) {
  const auto found = events().find(std::string(type));
  return found == events().end() ? null_json() : (*found)["fields"];
}

const Json& fields_of_schema(std::string_view schema) {
  const auto found = schemas().find(std::string(schema));
  return found == schemas().end() ? null_json() : *found;
}

std::vector<std::string> schema_names() {
  std::vector<std::string> names;
  for (const auto& [name, fields] : schemas().items())
    names.push_back(name);
  return names;
}

std::string group_of(std::string_view type) {
  for (const auto& [prefix, group] : groups) {
    if (type.starts_with(prefix)) return std::string(group);
  }
  return std::string(type.substr(0, type.find('.')));
}

}  // namespace streamctl::webhook
