#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include <simdjson.h>

#include "capture/record.h"
#include "capture/values.h"
#include "core/encoding.h"
#include "core/text.h"
#include "core/time_text.h"
#include "webhook/any_json.h"

namespace streamctl::capture {
namespace {

using simdjson::dom::element;

constexpr std::int64_t version_known = 1;
constexpr std::int64_t attempt_max = 1'000'000;
constexpr std::size_t header_count_max = 1000;
/// The parser's buffers grow to about ten times the longest line: beyond this they are freed.
constexpr std::size_t kept_capacity_max = 1024 * 1024;

Error wrong(std::string_view field, std::string_view expected) {
  return config_error("'" + std::string(field) + "' is not " + std::string(expected));
}

Result<void> read_text(element value, std::string_view name, std::string& place) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return wrong(name, "a string");
  place = text;
  return {};
}

/// A string field; empty where it is missing.
Result<std::string> text_of(element record, std::string_view field) {
  element value;
  std::string text;
  if (record[field].get(value) != simdjson::SUCCESS) return text;
  if (auto read = read_text(value, field, text); !read) return std::move(read).error();
  return text;
}

Result<std::int64_t> number_in(element value, std::string_view name, std::int64_t most) {
  std::int64_t number = 0;
  if (value.get(number) != simdjson::SUCCESS || number < 1 || number > most) {
    return wrong(name, "a number from 1 to " + std::to_string(most));
  }
  return number;
}

Result<void> read_attempt(element value, std::string_view name, Record& record) {
  auto number = number_in(value, name, attempt_max);
  if (!number) return std::move(number).error();
  record.attempt = static_cast<int>(*number);
  return {};
}

Result<void> read_verified(element value, std::string_view name, Record& record) {
  if (value.get(record.verified) != simdjson::SUCCESS) return wrong(name, "true or false");
  return {};
}

Result<void> read_time(element value, std::string_view name, Record& record) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return wrong(name, "a string");
  if (text.empty()) return {};
  const auto time = parse_rfc3339(text);
  if (!time) return wrong(name, "an RFC 3339 time from 1678 to 2261");
  record.received_at = *time;
  return {};
}

Result<void> read_transport(element value, std::string_view name, Record& record) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return wrong(name, "a string");
  for (const Transport transport : {Transport::webhook, Transport::websocket, Transport::sqs}) {
    if (name_of(transport) != text && !text.empty()) continue;
    record.transport = transport;
    return {};
  }
  return wrong(name, "webhook, websocket or sqs");
}

Result<void> read_headers(element value, std::string_view name, Record& record) {
  simdjson::dom::object fields;
  if (value.get(fields) != simdjson::SUCCESS) return wrong(name, "an object");
  for (const auto field : fields) {
    std::string_view text;
    if (field.value.get(text) != simdjson::SUCCESS) return wrong(name, "an object of strings");
    if (record.headers.size() >= header_count_max) {
      return config_error("more than " + std::to_string(header_count_max) + " headers");
    }
    record.headers.add(std::string(field.key), std::string(text));
  }
  return {};
}

template <std::string Record::*member>
Result<void> read_member(element value, std::string_view name, Record& record) {
  return read_text(value, name, record.*member);
}

struct Field {
  std::string_view name;
  Result<void> (*read)(element value, std::string_view name, Record& record);
};

/// All fields but the line's kind and version, and the body. In the order they are written.
constexpr Field fields[] = {{"received_at", read_time},
                            {"transport", read_transport},
                            {"verified", read_verified},
                            {"webhook_id", read_member<&Record::webhook_id>},
                            {"attempt", read_attempt},
                            {"type", read_member<&Record::type>},
                            {"call_cid", read_member<&Record::call_cid>},
                            {"remote", read_member<&Record::remote>},
                            {"headers", read_headers}};

Result<void> read_body(element object, Record& record) {
  element plain;
  element encoded;
  const bool is_plain = object["body"].get(plain) == simdjson::SUCCESS;
  const bool is_encoded = object["body_base64"].get(encoded) == simdjson::SUCCESS;
  if (is_plain == is_encoded) {
    return config_error(is_plain ? "it has both 'body' and 'body_base64'" : "it has no 'body'");
  }
  if (is_plain) return read_text(plain, "body", record.body);
  std::string text;
  if (auto read = read_text(encoded, "body_base64", text); !read) return read;
  auto bytes = base64_bytes(text);
  if (!bytes) return wrong("body_base64", "base64");
  record.body = *std::move(bytes);
  return {};
}

/// Checks that the line is an event, of a known version.
Result<void> check_kind(element record) {
  auto kind = text_of(record, "kind");
  if (!kind) return std::move(kind).error();
  if (*kind != "event") {
    return config_error(kind->empty() ? "it has no 'kind'"
                                      : "its kind is '" + printable(*kind) + "', not 'event'");
  }
  element value;
  if (record["v"].get(value) == simdjson::SUCCESS) {
    auto version = number_in(value, "v", std::int64_t{1} << 31);
    if (!version) return std::move(version).error();
    if (*version > version_known) {
      return config_error("it is of version " + std::to_string(*version) + " of the capture format",
                          "a newer streamctl reads it");
    }
  }
  if (record["type"].get(value) != simdjson::SUCCESS) return config_error("it has no 'type'");
  return {};
}

}  // namespace

struct RecordParser::State {
  Needed needed;
  simdjson::dom::parser parser;
};

RecordParser::RecordParser(Needed needed) : state_(std::make_unique<State>()) {
  state_->needed = needed;
}
RecordParser::RecordParser(RecordParser&&) noexcept = default;
RecordParser& RecordParser::operator=(RecordParser&&) noexcept = default;
RecordParser::~RecordParser() = default;

Result<Record> RecordParser::parse(std::string_view line) {
  if (line.size() > value_bytes_max) return config_error("the line is too long");
  if (state_->parser.capacity() > kept_capacity_max && line.size() <= kept_capacity_max)
    state_->parser = simdjson::dom::parser{};
  element root;
  if (webhook::parse_any(state_->parser, line).get(root) != simdjson::SUCCESS) {
    return config_error("not valid JSON");
  }
  simdjson::dom::object object;
  if (root.get(object) != simdjson::SUCCESS) return config_error("not a JSON object");
  if (auto kind = check_kind(root); !kind) return std::move(kind).error();
  Record record;
  for (const auto entry : object) {
    const auto field = std::find_if(std::begin(fields), std::end(fields),
                                    [&](const Field& one) { return one.name == entry.key; });
    if (field == std::end(fields)) continue;
    if (field->read == read_headers && state_->needed == Needed::all_but_headers) continue;
    if (auto read = field->read(entry.value, field->name, record); !read)
      return std::move(read).error();
  }
  if (auto read = read_body(root, record); !read) return std::move(read).error();
  return record;
}

}  // namespace streamctl::capture
