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

/// The rest of a text that is read from its front.
struct Rest {
  std::string_view text;

  bool skip(std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
  }
  /// Up to the next quote, which is skipped.
  bool take(std::string_view& value) {
    const std::size_t end = text.find('"');
    if (end == std::string_view::npos) return false;
    value = text.substr(0, end);
    text.remove_prefix(end + 1);
    return true;
  }
  bool take_digit(std::int64_t& value) {
    if (text.empty() || text.front() < '1' || text.front() > '9') return false;
    value = text.front() - '0';
    text.remove_prefix(1);
    return true;
  }
};

/// Reads the head of an event exactly as append_line() writes it, if none of its strings is escaped
/// or beyond ASCII: many times faster than a parser.
bool read_written(std::string_view head, EventLine& event) {
  event = {};
  Rest rest{head};
  std::string_view received_at;
  std::string_view remote;
  if (!rest.skip(R"({"kind":"event","v":1,"received_at":")") || !rest.take(received_at) ||
      !rest.skip(R"(,"transport":")") || !rest.take(event.transport) ||
      !rest.skip(R"(,"verified":)"))
    return false;
  event.verified = rest.skip("true");
  if ((!event.verified && !rest.skip("false")) || !rest.skip(R"(,"webhook_id":")") ||
      !rest.take(event.webhook_id) || !rest.skip(R"(,"attempt":)") ||
      !rest.take_digit(event.attempt) || !rest.skip(R"(,"type":")") || !rest.take(event.type) ||
      !rest.skip(R"(,"call_cid":")") || !rest.take(event.call_cid) ||
      !rest.skip(R"(,"remote":")") || !rest.take(remote) || !rest.skip(R"(,"headers":{)"))
    return false;
  const std::string_view before = head.substr(1, head.size() - rest.text.size() - 2);
  const auto headers_end = rest.text.rfind('}');
  if (!is_flat(before) || !is_flat(rest.text.substr(0, headers_end))) return false;
  const auto time = parse_rfc3339(received_at);
  if (time) event.received_at = *time;
  return time.has_value();
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
    if (read_written(cut->head, event)) {
      event.raw_body = cut->body;
      return LineKind::event;
    }
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
