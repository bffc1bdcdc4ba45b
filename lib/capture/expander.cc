#include "capture/expander.h"

#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "capture/exports.h"
#include "capture/kept_headers.h"
#include "capture/line_values.h"
#include "core/foreign_form.h"
#include "core/json_fault.h"
#include "core/json_plain.h"
#include "core/json_reader.h"
#include "core/text.h"
#include "webhook/delivery_headers.h"
#include "webhook/wrapping.h"

namespace streamctl::capture {
namespace {

constexpr std::uint64_t event_bytes_max = 64 * 1024 * 1024;
constexpr int wrapper_depth_max = 4;
constexpr int list_depth_max = 4;
constexpr std::string_view data_field = "data:";

/// Keys under which other services wrap an event, outermost first.
constexpr const char* wrapper_names[] = {
    "detail",  "payload", "body",    "Body",    "data",        "event",
    "message", "Message", "value",   "record",  "log",         "msg",
    "content", "text",    "json",    "kinesis", "jsonPayload", "textPayload",
    "_source", "line",    "MESSAGE", "Data",    "data_base64", "attributes"};

/// Keys of lists of events, or of wrapped ones.
constexpr const char* list_names[] = {
    "events", "logEvents",        "data",   "items",  "results", "records", "messages",
    "models", "receivedMessages", "result", "values", "logs",    "message"};

/// The string under the first of `keys` that holds one.
std::optional<std::string> text_at(const Json& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    const auto found = object.find(key);
    if (found != object.end() && found->is_string()) return found->get<std::string>();
  }
  return std::nullopt;
}

Error no_event() {
  return config_error("not an event: it has no 'type'");
}

/// "a number", "null"…, or nullptr if `text` is no such JSON value.
const char* name_of_scalar(std::string_view text) {
  constexpr std::size_t length_max = 400;
  if (text.size() > length_max) return nullptr;
  const auto value = parse_json(text);
  if (!value || value->is_structured()) return nullptr;
  return value->is_null() ? "null" : value->is_boolean() ? "true or false" : "a number";
}

/// Lines of a server-sent event stream, as smee sends them, that contain no event.
bool is_beside_data(std::string_view line) {
  if (line == "data: {}") return true;
  for (const std::string_view field : {"event: ", "id: ", "retry: ", ": "})
    if (line.starts_with(field)) return true;
  return false;
}

/// Continues after an error; keeps the first.
void note(Result<void>&& came, Result<void>& first) {
  if (!came && first) first = std::move(came);
}

}  // namespace

Result<void> Expander::expand(std::string_view text, std::deque<Record>& events) {
  events_ = &events;
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  text = trimmed(text);
  if (is_beside_data(text) || head_.takes(text)) return {};
  const std::size_t before = events.size();
  Result<void> expanded = expand_values(text);
  if (events.size() == before) return expanded;
  auto fields = head_.take_fields();
  if (!fields.empty()) keep_fields(std::move(fields), events[before]);
  return expanded;
}

Result<void> Expander::finish() {
  if (!head_.lacks_event()) return {};
  head_ = {};
  return config_error("looks like an HTTP message; its body alone is the event");
}

Result<void> Expander::expand_values(std::string_view text) {
  if (text.starts_with(data_field)) text = trimmed(text.substr(data_field.size()));
  const auto values = values_in(text);
  if (values.empty()) return expand_text(text);
  Result<void> first;
  for (const std::string_view value : values) {
    note(expand_text(value), first);
  }
  return first;
}

Result<void> Expander::expand_text(std::string_view text) {
  if (text.empty()) return {};
  if (text.front() == '"') {
    const auto quoted = parse_json(text);
    if (!quoted) return likely_form(text) ? no_json(text, "") : quoted.error();
    std::string inner = quoted->get<std::string>();
    const auto twice = inner.starts_with('"') ? parse_json(inner) : Result<Json>(no_event());
    return add_queue_body(twice && twice->is_string() ? twice->get<std::string>() : inner);
  }
  if (text.front() == '[') return config_error("an array without events");
  if (text.front() != '{') {
    if (const char* scalar = name_of_scalar(text))
      return config_error(std::string(scalar) + ", not an event");
    return add_queue_body(std::string(text));
  }
  if (auto record = parser_.parse(text)) {
    events_->push_back(*std::move(record));
    return {};
  }
  auto value = parse_json(text, Digits::kept);
  if (!value) value = parse_json(plain_json(text).value_or(""));  // It nests too deep.
  if (value) return expand_object(text, *value);
  // It may be more than we take apart, and an event all the same.
  auto names = type_reader_.read(text);
  if (!names) return no_json(text, "");
  return add({std::string(text), *std::move(names)}, {}, false);
}

Result<void> Expander::expand_object(std::string_view text, const Json& value) {
  if (const auto kind = text_at(value, {"kind"})) {
    if (*kind != "event") return {};
    return parser_.parse(text).error();
  }
  for (const char* list : {"Messages", "Records"}) {
    if (value.contains(list) && value[list].is_array()) return expand_list(value[list]);
  }
  if (value.contains("MessageId") || value.contains("messageId") || value.contains("TopicArn")) {
    if (const auto body = text_at(value, {"Message", "Body", "body"})) return add_queue_body(*body);
  }
  auto requests = kept_requests(value);
  const auto tool = name_of_export(value);
  if (!requests.empty() || !tool.empty()) return expand_export(std::move(requests), tool);
  const bool is_log =
      value.contains("attributes") && text_at(value, {"type"}) == "log";  // Datadog.
  if (!text_at(value, {"type"}) || value.contains("specversion") || is_log)
    return expand_wrapped(value, 0);
  auto names = type_reader_.read(text);
  if (!names) return config_error("not a JSON object");
  return add({std::string(text), *std::move(names)}, {}, false);
}

Result<void> Expander::expand_list(const Json& list) {
  if (depth_ == list_depth_max) return config_error("lists within lists are not taken apart");
  ++depth_;
  Result<void> first;
  for (const Json& one : list) {
    if (!one.is_object()) {
      note(expand_listed(one), first);
      continue;
    }
    if (text_at(one, {"type"})) ++parsed_;  // An event itself: it is serialized anew.
    note(expand_text(json_line(one.contains("Sns") ? one["Sns"] : one)), first);
  }
  --depth_;
  return first;
}

/// A text of a list, or a list within it, of whose items one may be the event: a time and a line of
/// a log, or its fields.
Result<void> Expander::expand_listed(const Json& one) {
  if (one.is_string()) return add_queue_body(one.get<std::string>());
  if (!one.is_array()) return config_error("a message is not an object");
  const std::size_t before = events_->size();
  Result<void> expanded = expand_list(one);
  return events_->size() > before ? Result<void>() : std::move(expanded);
}

/// Requests other than webhooks may be among them: those that Stream did not make are not errors,
/// unless there is nothing else.
Result<void> Expander::expand_export(std::vector<KeptRequest> requests, std::string_view tool) {
  Result<void> first;
  std::uint64_t events = 0;
  for (KeptRequest& request : requests) {
    Record& record = request.record;
    std::string body = std::move(record.body);
    const bool is_of_stream =
        record.headers.find(webhook::signature_header) != nullptr || !record.webhook_id.empty();
    auto event = webhook::decode_notification(body, event_bytes_max, type_reader_);
    Result<void> added =
        event ? add(*std::move(event), std::move(record), request.was_parsed)
              : Result<void>(config_error("the body of a request: " + event.error().what));
    if (added) ++events;
    if (is_of_stream) note(std::move(added), first);
  }
  if (events > 0 || !first) return first;
  return config_error(std::string(tool.empty() ? "requests" : tool) +
                      (requests.empty() ? " without the body of a request"
                                        : " in which no request carries an event"));
}

Result<void> Expander::expand_wrapped(const Json& value, int depth) {
  if (depth == wrapper_depth_max) return no_event();
  for (const char* list : list_names) {
    const auto found = value.find(list);
    if (found != value.end() && found->is_array() && !found->empty()) return expand_list(*found);
  }
  for (const char* const name : wrapper_names) {
    const auto inner = value.find(name);
    if (inner == value.end()) continue;
    if (inner->is_object()) {
      auto names = type_reader_.read(json_line(*inner));
      if (names && !names->type.empty())
        return add({json_line(*inner), *std::move(names)}, {}, true);
      if (expand_wrapped(*inner, depth + 1)) return {};
    } else if (inner->is_string()) {
      std::string body = inner->get<std::string>();
      if (std::string_view(name) == "log" && body.ends_with('\n')) body.pop_back();  // Docker's.
      auto event = webhook::decode_notification(body, event_bytes_max, type_reader_);
      if (event && add(*std::move(event), {}, false)) return {};
    }
  }
  return no_event();
}

Result<void> Expander::add_queue_body(std::string body) {
  auto event = webhook::decode_notification(body, event_bytes_max, type_reader_);
  if (!event) {  // Perhaps base64 of another alphabet, or broken into lines.
    auto plain = webhook::unpacked(body, event_bytes_max);
    if (!plain || !webhook::looks_like_an_event(*plain)) return no_json(body, event.error().what);
    event = webhook::decode_notification(*plain, event_bytes_max, type_reader_);
    if (!event) return no_json(body, event.error().what);
  }
  return add(*std::move(event), {}, false);
}

Result<void> Expander::add(webhook::QueueEvent&& event, Record&& record, bool was_parsed) {
  if (event.names.type.empty()) return no_event();
  record.type = std::move(event.names.type);
  record.call_cid = std::move(event.names.call_cid);
  record.body = std::move(event.body);
  if (was_parsed) ++parsed_;
  events_->push_back(std::move(record));
  return {};
}

/// Describes the input's apparent format once; for text in the wrong encoding, each time.
Error Expander::no_json(std::string_view text, std::string_view otherwise) {
  const auto form = likely_form(text);
  if (form && (!is_utf8(text) || !std::exchange(form_was_told_, true)))
    return config_error(form->sentence());
  const bool is_packed = otherwise.find("gzip") != std::string_view::npos ||
                         otherwise.find("limit") != std::string_view::npos;
  if (is_packed) return config_error(std::string(otherwise));
  return config_error(text.starts_with('{') && !is_json(text) ? json_fault(text)
                                                              : "not valid JSON");
}

}  // namespace streamctl::capture
