#include "capture/event_line.h"

#include <cstddef>
#include <string>
#include <utility>

#include <simdjson.h>

#include "capture/cut_line.h"
#include "capture/values.h"
#include "core/json_plain.h"
#include "core/text.h"
#include "core/time_text.h"

namespace streamctl::capture {
namespace {

namespace od = simdjson::ondemand;

static_assert(value_padding >= simdjson::SIMDJSON_PADDING);

/// The key of a field. Unescaping costs more than checking that nothing needs it.
simdjson::error_code read_key(od::field& field, std::string_view& key) {
  const char* const begin = field.key().raw();
  const char* end = begin;
  while (*end != '"' && *end != '\\')
    ++end;
  if (*end == '\\') return field.unescaped_key().get(key);
  key = {begin, static_cast<std::size_t>(end - begin)};
  return simdjson::SUCCESS;
}

/// Fields that are judged once all have been read.
struct Seen {
  std::string_view kind;
  std::string_view received_at;
  bool has_body = false;
};

/// Reads one field; false if its value is not what it must be.
bool read_field(std::string_view key, od::value& value, EventLine& event, Seen& seen) {
  simdjson::error_code error = simdjson::SUCCESS;
  if (key == "kind") {
    error = value.get_string().get(seen.kind);
  } else if (key == "received_at") {
    error = value.get_string().get(seen.received_at);
  } else if (key == "transport") {
    error = value.get_string().get(event.transport);
  } else if (key == "webhook_id") {
    error = value.get_string().get(event.webhook_id);
  } else if (key == "type") {
    error = value.get_string().get(event.type);
  } else if (key == "call_cid") {
    error = value.get_string().get(event.call_cid);
  } else if (key == "attempt") {
    error = value.get_int64().get(event.attempt);
  } else if (key == "verified") {
    error = value.get_bool().get(event.verified);
  } else if (key == "body" || key == "body_base64") {
    seen.has_body = true;
    const std::string_view quoted = trimmed(value.raw_json_token());
    if (quoted.size() < 2 || quoted.front() != '"') return false;
    event.raw_body = quoted.substr(1, quoted.size() - 2);
  }
  return error == simdjson::SUCCESS;
}

}  // namespace

struct EventLineReader::State {
  od::parser parser;
  std::string head;   ///< A line without its body.
  std::string spare;  ///< A line that simdjson refuses, simplified.

  LineKind read_whole(std::string_view text, EventLine& event);
};

EventLineReader::EventLineReader() : state_(std::make_unique<State>()) {}
EventLineReader::~EventLineReader() = default;

LineKind EventLineReader::read(std::string_view text, EventLine& event) {
  std::string& head = state_->head;
  if (const auto cut = cut_at_body(text)) {
    head.assign(cut->head).append("\"}");
    head.reserve(head.size() + value_padding);
    const LineKind kind = state_->read_whole(head, event);
    event.raw_body = cut->body;
    if (kind != LineKind::malformed) return kind;
  }
  return state_->read_whole(text, event);
}

LineKind EventLineReader::read_any(std::string_view text, EventLine& event) {
  const LineKind kind = read(text, event);
  if (kind != LineKind::malformed) return kind;
  auto plain = plain_json(text);
  if (!plain) return kind;
  std::string& spare = state_->spare;
  spare = *std::move(plain);
  spare.reserve(spare.size() + value_padding);
  return state_->read_whole(spare, event);
}

LineKind EventLineReader::State::read_whole(std::string_view text, EventLine& event) {
  event = {};
  od::document document;
  od::object object;
  const simdjson::padded_string_view padded(text.data(), text.size(), text.size() + value_padding);
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS) return LineKind::malformed;
  if (document.get_object().get(object) != simdjson::SUCCESS) return LineKind::malformed;
  Seen seen;
  for (auto result : object) {
    od::field field;
    std::string_view key;
    if (std::move(result).get(field) != simdjson::SUCCESS ||
        read_key(field, key) != simdjson::SUCCESS)
      return LineKind::malformed;
    if (!read_field(key, field.value(), event, seen)) return LineKind::malformed;
    if (key == "kind" && seen.kind != "event") return LineKind::other;
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS || seen.kind != "event" ||
      !seen.has_body)
    return LineKind::malformed;
  const auto received_at = parse_rfc3339(seen.received_at);
  if (!received_at) return LineKind::malformed;
  event.received_at = *received_at;
  return LineKind::event;
}

}  // namespace streamctl::capture
