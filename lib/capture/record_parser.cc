#include <cstdint>
#include <optional>
#include <utility>

#include <simdjson.h>

#include "capture/record.h"
#include "capture/values.h"
#include "core/encoding.h"
#include "core/text.h"
#include "core/time_text.h"

namespace streamctl::capture {
namespace {

using simdjson::dom::element;

constexpr std::int64_t version_known = 1;
constexpr std::int64_t attempt_max = 1'000'000;
constexpr std::size_t header_count_max = 1000;
/// The parser's buffers grow to about ten times the longest line: past this they are given back.
constexpr std::size_t kept_capacity_max = 1024 * 1024;

Error wrong(std::string_view field, std::string_view expected) {
  return config_error("'" + std::string(field) + "' is not " + std::string(expected));
}

/// A string field; empty where it is missing.
Result<std::string> text_of(element record, std::string_view field) {
  element value;
  if (record[field].get(value) != simdjson::SUCCESS) return std::string();
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return wrong(field, "a string");
  return std::string(text);
}

Result<std::int64_t> number_of(element record, std::string_view field, std::int64_t most) {
  element value;
  if (record[field].get(value) != simdjson::SUCCESS) return 1;
  std::int64_t number = 0;
  if (value.get(number) != simdjson::SUCCESS || number < 1 || number > most) {
    return wrong(field, "a number from 1 to " + std::to_string(most));
  }
  return number;
}

Result<bool> flag_of(element record, std::string_view field) {
  element value;
  if (record[field].get(value) != simdjson::SUCCESS) return false;
  bool flag = false;
  if (value.get(flag) != simdjson::SUCCESS) return wrong(field, "true or false");
  return flag;
}

Result<WallTime> time_of(element record, std::string_view field) {
  auto text = text_of(record, field);
  if (!text) return std::move(text).error();
  if (text->empty()) return WallTime{};
  const auto time = parse_rfc3339(*text);
  if (!time) return wrong(field, "an RFC 3339 time");
  return *time;
}

Result<Transport> transport_of(element record) {
  auto name = text_of(record, "transport");
  if (!name) return std::move(name).error();
  if (name->empty()) return Transport::webhook;
  for (const Transport transport : {Transport::webhook, Transport::websocket, Transport::sqs}) {
    if (name_of(transport) == *name) return transport;
  }
  return wrong("transport", "webhook, websocket or sqs");
}

Result<net::Headers> headers_of(element record) {
  net::Headers headers;
  element value;
  if (record["headers"].get(value) != simdjson::SUCCESS) return headers;
  simdjson::dom::object fields;
  if (value.get(fields) != simdjson::SUCCESS) return wrong("headers", "an object");
  for (const auto field : fields) {
    std::string_view text;
    if (field.value.get(text) != simdjson::SUCCESS) return wrong("headers", "an object of strings");
    if (headers.size() >= header_count_max) {
      return config_error("more than " + std::to_string(header_count_max) + " headers");
    }
    headers.add(std::string(field.key), std::string(text));
  }
  return headers;
}

Result<std::string> body_of(element record) {
  element value;
  const bool plain = record["body"].get(value) == simdjson::SUCCESS;
  const bool encoded = record["body_base64"].get(value) == simdjson::SUCCESS;
  if (plain == encoded) {
    return config_error(plain ? "it has both 'body' and 'body_base64'" : "it has no 'body'");
  }
  if (plain) return text_of(record, "body");
  auto text = text_of(record, "body_base64");
  if (!text) return text;
  auto bytes = base64_bytes(*text);
  if (!bytes) return wrong("body_base64", "base64");
  return *std::move(bytes);
}

/// That it is an event, of a version we know.
Result<void> check_kind(element record) {
  simdjson::dom::object object;
  if (record.get(object) != simdjson::SUCCESS) return config_error("not a JSON object");
  auto kind = text_of(record, "kind");
  if (!kind) return std::move(kind).error();
  if (*kind != "event") {
    return config_error(kind->empty() ? "it has no 'kind'"
                                      : "its kind is '" + printable(*kind) + "', not 'event'");
  }
  auto version = number_of(record, "v", std::int64_t{1} << 31);
  if (!version) return std::move(version).error();
  if (*version > version_known) {
    return config_error("it is of version " + std::to_string(*version) + " of the capture format",
                        "a newer streamctl reads it");
  }
  element type;
  if (record["type"].get(type) != simdjson::SUCCESS) return config_error("it has no 'type'");
  return {};
}

/// Takes a part's value into its place, or keeps the first error.
class Assembly {
 public:
  template <class T>
  void put(Result<T> part, T& place) {
    if (part) {
      place = *std::move(part);
    } else if (!error_) {
      error_ = std::move(part).error();
    }
  }
  [[nodiscard]] std::optional<Error>& error() { return error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace

struct RecordParser::State {
  simdjson::dom::parser parser;
};

RecordParser::RecordParser() : state_(std::make_unique<State>()) {}
RecordParser::RecordParser(RecordParser&&) noexcept = default;
RecordParser& RecordParser::operator=(RecordParser&&) noexcept = default;
RecordParser::~RecordParser() = default;

Result<Record> RecordParser::parse(std::string_view line) {
  if (line.size() > value_bytes_max) return config_error("the line is too long");
  if (state_->parser.capacity() > kept_capacity_max && line.size() <= kept_capacity_max)
    state_->parser = simdjson::dom::parser{};
  element root;
  if (state_->parser.parse(line.data(), line.size()).get(root) != simdjson::SUCCESS) {
    return config_error("not valid JSON");
  }
  if (auto kind = check_kind(root); !kind) return std::move(kind).error();
  Record record;
  std::int64_t attempt = 1;
  Assembly parts;
  parts.put(time_of(root, "received_at"), record.received_at);
  parts.put(transport_of(root), record.transport);
  parts.put(flag_of(root, "verified"), record.verified);
  parts.put(text_of(root, "webhook_id"), record.webhook_id);
  parts.put(number_of(root, "attempt", attempt_max), attempt);
  parts.put(text_of(root, "type"), record.type);
  parts.put(text_of(root, "call_cid"), record.call_cid);
  parts.put(text_of(root, "remote"), record.remote);
  parts.put(headers_of(root), record.headers);
  parts.put(body_of(root), record.body);
  if (parts.error()) return *std::move(parts.error());
  record.attempt = static_cast<int>(attempt);
  return record;
}

}  // namespace streamctl::capture
