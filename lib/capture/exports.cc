#include "capture/exports.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/encoding.h"
#include "core/text.h"
#include "core/time_text.h"
#include "webhook/delivery_headers.h"

namespace streamctl::capture {
namespace {

using Names = std::initializer_list<std::string_view>;

constexpr int depth_max = 8;
constexpr std::int64_t attempt_max = 1'000'000;

/// Where tools put what belongs to a request. Names compare without case; the first there is
/// counts.
const Names header_names{"headers",         "multiValueHeaders", "header",
                         "request_headers", "requestHeaders",    "rawHeaders"};
/// Exact bytes before text, text before parsed JSON.
const Names base64_names{"bodyAsBase64", "body_base64", "bodyBase64", "rawBytes"};
const Names body_names{"rawBody",     "raw_body", "bodyRaw", "body_raw", "postData", "request_body",
                       "requestBody", "body",     "payload", "content",  "data"};
/// Within a body that is an object, such as HAR's postData.
const Names inner_body_names{"text", "raw", "string", "rawString"};
const Names time_names{"startedDateTime",  "start",       "received_at", "receivedAt", "created_at",
                       "createdAt",        "ingested_at", "timestamp",   "loggedDate", "timeEpoch",
                       "requestTimeEpoch", "time",        "date"};
const Names remote_names{"remote_addr", "sourceIp", "clientIp", "client_ip", "ip", "origin"};
/// Where requests, and lists of them, stand.
const Names wrapper_names{"log",     "entries", "requests",    "request", "req",
                          "data",    "models",  "items",       "item",    "results",
                          "records", "events",  "httpRequest", "event",   "trigger",
                          "steps",   "record",  "webhook",     "message"};

/// The member of `object` under the first of `names` that holds anything.
const Json* member(const Json& object, Names names) {
  for (const std::string_view name : names) {
    for (const auto& [key, value] : object.items())
      if (equals_ignoring_case(key, name) && !value.is_null()) return &value;
  }
  return nullptr;
}

const Json* object_member(const Json& object, Names names) {
  const Json* found = member(object, names);
  return found != nullptr && found->is_object() ? found : nullptr;
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_primitive() && !value.is_null()) return json_line(value);
  return "";
}

/// A field with one value or, as Go and AWS write them, a list of them.
void add_field(const std::string& name, const Json& value, net::Headers& headers) {
  if (value.is_array()) {
    for (const Json& one : value)
      headers.add(name, text_of(one));
  } else if (!value.is_object() && !value.is_null()) {
    headers.add(name, text_of(value));
  }
}

/// One of a list: {"name", "value"}, {"key", "value"}, {"name", "values"}, or [name, value].
void add_listed(const Json& field, net::Headers& headers) {
  if (field.is_array() && field.size() == 2 && field[0].is_string())
    add_field(field[0].get<std::string>(), field[1], headers);
  if (!field.is_object()) return;
  const Json* const name = member(field, {"name", "key"});
  const Json* const value = member(field, {"value", "values"});
  if (name != nullptr && name->is_string() && value != nullptr)
    add_field(name->get<std::string>(), *value, headers);
}

/// Header fields in any of the forms above, or as JSON in a string; nothing if it is none.
std::optional<net::Headers> headers_of(const Json& value) {
  net::Headers headers;
  if (value.is_string()) {
    const auto parsed = parse_json(value.get<std::string>());
    if (!parsed || parsed->is_string()) return std::nullopt;
    return headers_of(*parsed);
  }
  if (value.is_array()) {
    const bool is_flat = !value.empty() && value[0].is_string();  // node's rawHeaders.
    for (std::size_t i = 0; i + 1 < value.size() && is_flat; i += 2)
      headers.add(text_of(value[i]), text_of(value[i + 1]));
    for (const Json& field : value)
      add_listed(field, headers);
    return headers;
  }
  if (!value.is_object()) return std::nullopt;
  if (const Json* inner = member(value, {"headers"}); inner != nullptr && inner->is_array())
    return headers_of(*inner);  // Charles.
  for (const auto& [name, one] : value.items())
    add_field(name, one, headers);
  return headers;
}

struct Body {
  std::string bytes;
  bool was_parsed = false;
};

Body parsed_body(const Json& value) {
  return {json_line(value), true};
}

bool is_true(const Json* value) {
  return value != nullptr && (*value == Json(true) || *value == Json("true"));
}

/// Text that stands for bytes; as it is where it proves to be no base64.
Body decoded_body(std::string text) {
  auto bytes = base64_bytes(text);
  return {bytes ? *std::move(bytes) : std::move(text), false};
}

/// The body of the HTTP message that ngrok keeps as base64 of all its bytes.
std::optional<Body> message_body(const Json& request) {
  const Json* const raw = member(request, {"raw", "raw_request"});
  if (raw == nullptr || !raw->is_string()) return std::nullopt;
  const Body message = decoded_body(raw->get<std::string>());
  for (const std::string_view blank_line : {"\r\n\r\n", "\n\n"}) {
    const auto end = message.bytes.find(blank_line);
    if (end != std::string::npos) return Body{message.bytes.substr(end + blank_line.size()), false};
  }
  return std::nullopt;
}

/// What node prints of a Buffer: {"type":"Buffer","data":[123,34,…]}.
std::optional<Body> buffer_body(const Json& value) {
  if (value.value("type", Json()) != Json("Buffer")) return std::nullopt;
  const Json* const data = member(value, {"data"});
  if (data == nullptr || !data->is_array()) return std::nullopt;
  Body body;
  for (const Json& one : *data) {
    if (!one.is_number_unsigned() || one.get<std::uint64_t>() > 255) return std::nullopt;
    body.bytes += static_cast<char>(one.get<std::uint64_t>());
  }
  return body;
}

/// Text beside which `object` may say that it is base64.
Body text_body(std::string text, const Json& object) {
  const Json* const encoding = member(object, {"bodyEncoding", "body_encoding", "encoding"});
  const bool is_encoded = is_true(member(object, {"isBase64Encoded", "is_base64"})) ||
                          (encoding != nullptr && *encoding == Json("base64"));
  return is_encoded ? decoded_body(std::move(text)) : Body{std::move(text), false};
}

const Json* text_member(const Json& object, Names names) {
  const Json* const found = member(object, names);
  return found != nullptr && found->is_string() ? found : nullptr;
}

std::optional<Body> body_of(const Json& request) {
  if (auto body = message_body(request)) return body;
  if (const Json* exact = text_member(request, base64_names))
    return decoded_body(exact->get<std::string>());
  const Json* const value = member(request, body_names);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return text_body(value->get<std::string>(), request);
  if (!value->is_object()) return std::nullopt;
  if (auto body = buffer_body(*value)) return body;
  if (const Json* exact = text_member(*value, base64_names))
    return decoded_body(exact->get<std::string>());
  const bool is_event = value->contains("type") && value->contains("created_at");
  const Json* const text = is_event ? nullptr : text_member(*value, inner_body_names);
  if (text != nullptr) return text_body(text->get<std::string>(), *value);
  const Json* const inner = is_event ? nullptr : object_member(*value, {"json"});  // MockServer.
  return parsed_body(inner != nullptr ? *inner : *value);
}

/// A number since 1970, in whatever unit makes it a time of our days.
std::optional<WallTime> time_of_number(double number) {
  constexpr double seconds_least = 1e8;     // 1973.
  constexpr double seconds_beyond = 9.2e9;  // 2261: the last that nanoseconds reach.
  if (!(number >= seconds_least && number < seconds_beyond * 1e9)) return std::nullopt;
  while (number >= seconds_beyond)
    number /= 1000;
  return WallTime{std::chrono::nanoseconds{std::llround(number * 1e9)}};
}

std::optional<WallTime> time_of(const Json& value) {
  if (value.is_number()) return time_of_number(value.get<double>());
  if (!value.is_string()) return std::nullopt;
  const std::string text = value.get<std::string>();
  if (auto time = parse_rfc3339(text)) return time;
  if (auto time = parse_rfc3339(text + "Z")) return time;  // webhook.site: UTC, unsaid.
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return time_of_number(number);
}

/// What `object` says of when and whence the request came.
void add_circumstances(const Json& object, Record& record) {
  for (const std::string_view name : time_names) {
    if (record.received_at != WallTime{}) break;
    if (const Json* said = member(object, {name}))
      record.received_at = time_of(*said).value_or(WallTime{});
  }
  if (record.remote.empty()) {
    if (const Json* said = member(object, remote_names)) record.remote = text_of(*said);
  }
}

KeptRequest kept(net::Headers headers, Body body, const Json& request, const Json* around) {
  KeptRequest made;
  made.was_parsed = body.was_parsed;
  Record& record = made.record;
  record.headers = std::move(headers);
  record.body = std::move(body.bytes);
  if (const std::string* id = record.headers.find(webhook::webhook_id_header))
    record.webhook_id = *id;
  if (const std::string* said = record.headers.find(webhook::webhook_attempt_header)) {
    int number = 0;
    std::from_chars(said->data(), said->data() + said->size(), number);
    if (number >= 1 && number <= attempt_max) record.attempt = number;
  }
  add_circumstances(request, record);
  if (const Json* context = object_member(request, {"requestContext"})) {  // AWS.
    add_circumstances(*context, record);
    for (const char* inner : {"http", "identity"})
      if (const Json* more = object_member(*context, {inner})) add_circumstances(*more, record);
  }
  if (around != nullptr) {
    add_circumstances(*around, record);
    if (const Json* times = object_member(*around, {"times"})) add_circumstances(*times, record);
  }
  return made;
}

/// smee's messages: header fields stand beside the body.
bool has_fields_beside_body(const Json& object) {
  if (object_member(object, {"body"}) == nullptr) return false;
  return member(object, {webhook::signature_header, webhook::webhook_id_header, "content-type",
                         "user-agent", "x-forwarded-for"}) != nullptr;
}

net::Headers fields_beside_body(const Json& object) {
  net::Headers headers;
  for (const auto& [name, value] : object.items())
    if (value.is_string()) headers.add(name, value.get<std::string>());
  return headers;
}

void collect(const Json& value, const Json* around, int depth, std::vector<KeptRequest>& found) {
  if (depth > depth_max) return;
  if (value.is_array()) {
    for (const Json& one : value)
      collect(one, around, depth + 1, found);
  }
  if (!value.is_object()) return;
  const Json* const fields = member(value, header_names);
  auto headers = fields == nullptr ? std::nullopt : headers_of(*fields);
  auto body = headers ? body_of(value) : std::nullopt;
  if (body) {
    if (body->bytes.empty()) return;
    found.push_back(kept(*std::move(headers), *std::move(body), value, around));
    return;
  }
  if (has_fields_beside_body(value)) {
    found.push_back(kept(fields_beside_body(value), *body_of(value), value, around));
    return;
  }
  for (const std::string_view name : wrapper_names) {
    const Json* const inner = member(value, {name});
    if (inner == nullptr || !inner->is_structured()) continue;
    collect(*inner, &value, depth + 1, found);
  }
}

}  // namespace

std::vector<KeptRequest> kept_requests(const Json& value) {
  std::vector<KeptRequest> found;
  collect(value, nullptr, 0, found);
  return found;
}

std::string_view name_of_export(const Json& value) {
  struct Tool {
    std::string_view one;  ///< These two stand at the top, or one level below.
    std::string_view other;
    std::string_view name;
  };
  static constexpr std::array<Tool, 7> tools{{
      {"log", "entries", "a HAR file"},
      {"requests", "tunnel_name", "an export of ngrok's inspector"},
      {"uuid", "token_id", "an export of webhook.site"},
      {"requestContext", "isBase64Encoded", "an HTTP event of AWS"},
      {"info", "item", "a Postman collection"},
      {"pagination", "models", "an export of Hookdeck"},
      {"iterator", "data", "an export of Svix Play"},
  }};
  if (!value.is_object()) return "";
  const auto has = [&](std::string_view key) {
    if (value.contains(std::string(key))) return true;
    return std::any_of(value.begin(), value.end(), [&](const Json& one) {
      const Json& inner = one.is_array() && !one.empty() ? one.front() : one;
      return inner.is_object() && inner.contains(std::string(key));
    });
  };
  for (const Tool& tool : tools)
    if (has(tool.one) && has(tool.other)) return tool.name;
  return "";
}

}  // namespace streamctl::capture
