// The catalogue of Stream Video's events: types, fields, and how each is delivered.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"

namespace streamctl::webhook {

/// One event type. Source: GetStream/protocol, OpenAPI v236.0.4, schemas WHEvent and WSEvent.
struct EventType {
  std::string name;     ///< "call.created".
  std::string schema;   ///< "CallCreatedEvent".
  std::string group;    ///< Its subject; see group_of().
  std::string meaning;  ///< One sentence of ours: what it means and when it comes.
  bool webhook = false;
  bool websocket = false;
};

/// All types, by name. Parsed on first use.
const std::vector<EventType>& event_types();

/// The names of the types delivered by webhook, in order.
std::vector<std::string> webhook_types();

/// The type of that name, or nullptr: Stream has other products, and adds types without notice.
const EventType* find_event_type(std::string_view name);

/// Whether an unknown name is probably a misspelling of a known one: at most two letters apart.
bool is_slip(std::string_view name);

/// "unknown event type 'call.craeted'", with the nearest name as the hint. Kind usage.
Error unknown_type(std::string_view name);

/// The fields of an event type, or of a schema it refers to: an object of name to {"type" or "ref",
/// "required", "format"?, "enum"?, "items"?, "values"?}; null if there is none of that name.
const Json& fields_of_event(std::string_view type);
const Json& fields_of_schema(std::string_view schema);

/// The names of all schemas: "CallResponse".
std::vector<std::string> schema_names();

/// The subject of an event type: call, ringing, session, members, moderation, recording,
/// transcription, broadcast, feedback, ingress, custom, users, exports, connection. For a type not
/// in the catalogue, the word before its first dot.
std::string group_of(std::string_view type);

}  // namespace streamctl::webhook
