#include "capture/source.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "core/json_plain.h"
#include "core/text.h"

namespace streamctl::capture {
namespace {

constexpr std::uint64_t event_bytes_max = 64 * 1024 * 1024;

/// The string under the first of `keys` that holds one.
std::optional<std::string> text_at(const Json& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    const auto found = object.find(key);
    if (found != object.end() && found->is_string()) return found->get<std::string>();
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<Record>> EventSource::next() {
  while (ready_.empty()) {
    auto value = reader_.next();
    if (!value) return std::move(value).error();
    if (!*value) return std::optional<Record>();
    const std::uint64_t line = (*value)->line;
    // The way of nearly every line: a record.
    auto record = parser_.parse((*value)->text);
    if (record) return std::optional(*std::move(record));
    if (auto expanded = expand((*value)->text); !expanded) {
      return std::move(expanded).error().in(reader_.name() + ":" + std::to_string(line));
    }
  }
  std::optional<Record> record = std::move(ready_.front());
  ready_.pop_front();
  return record;
}

Result<void> EventSource::expand(std::string_view text) {
  text = trimmed(text);
  if (text.empty() || text.front() != '{') {
    if (!text.empty() && text.front() == '"') {
      const auto quoted = parse_json(text);
      if (!quoted) return quoted.error();
      return add_queue_body(quoted->get<std::string>());
    }
    return add_queue_body(std::string(text));
  }
  auto value = parse_json(text, Digits::kept);
  if (!value) value = parse_json(plain_json(text).value_or(""));  // It nests too deep.
  if (!value) return config_error("not valid JSON");
  return expand_object(text, *value);
}

Result<void> EventSource::expand_object(std::string_view text, const Json& value) {
  if (const auto kind = text_at(value, {"kind"})) {
    if (*kind != "event") return {};
    return parser_.parse(text).error();
  }
  for (const char* list : {"Messages", "Records"}) {
    if (!value.contains(list) || !value[list].is_array()) continue;
    for (const Json& one : value[list]) {
      if (!one.is_object()) return config_error("a message is not an object");
      const std::string inner = json_line(one.contains("Sns") ? one["Sns"] : one);
      if (auto expanded = expand(inner); !expanded) return expanded;
    }
    return {};
  }
  if (value.contains("MessageId") || value.contains("messageId") || value.contains("TopicArn")) {
    if (const auto body = text_at(value, {"Message", "Body", "body"})) return add_queue_body(*body);
  }
  return add_event(std::string(text));
}

Result<void> EventSource::add_event(std::string body) {
  auto peeked = peeker_.peek(body);
  if (!peeked) return config_error("not a JSON object");
  return add({std::move(body), *std::move(peeked)});
}

Result<void> EventSource::add_queue_body(std::string body) {
  auto event = webhook::decode_notification(body, event_bytes_max, peeker_);
  if (!event) return config_error(event.error().what);
  return add(*std::move(event));
}

Result<void> EventSource::add(webhook::QueueEvent&& event) {
  if (event.peeked.type.empty()) return config_error("not an event: it has no 'type'");
  Record record;
  record.type = std::move(event.peeked.type);
  record.call_cid = std::move(event.peeked.call_cid);
  record.body = std::move(event.body);
  ready_.push_back(std::move(record));
  return {};
}

}  // namespace streamctl::capture
