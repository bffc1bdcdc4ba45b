#include "capture/exports.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "capture/kept_body.h"
#include "capture/kept_headers.h"
#include "capture/kept_members.h"
#include "core/json_number.h"
#include "core/time_text.h"
#include "webhook/delivery_headers.h"

namespace streamctl::capture {
namespace {

constexpr int depth_max = 8;
constexpr std::size_t fields_max = 1000;  ///< Limit on smee fields, among any others.

const Names header_names{"headers",         "multiValueHeaders", "header",
                         "request_headers", "requestHeaders",    "rawHeaders"};
const Names time_names{"startedDateTime",  "start",       "received_at", "receivedAt", "created_at",
                       "createdAt",        "ingested_at", "timestamp",   "loggedDate", "timeEpoch",
                       "requestTimeEpoch", "time",        "date"};
const Names remote_names{"remote_addr", "sourceIp", "clientIp", "client_ip", "ip", "origin"};
/// Keys of requests, and of lists of them.
const Names export_wrapper_names{"log",     "entries", "requests",    "request", "req",
                                 "data",    "models",  "items",       "item",    "results",
                                 "records", "events",  "httpRequest", "event",   "trigger",
                                 "steps",   "record",  "webhook",     "message", "resources"};

/// A number since 1970, in the unit that yields a present-day time.
std::optional<WallTime> time_of_number(double number) {
  constexpr double seconds_least = 1e8;     // 1973.
  constexpr double seconds_beyond = 9.2e9;  // 2261: the last that nanoseconds reach.
  if (!(number >= seconds_least && number < seconds_beyond * 1e9)) return std::nullopt;
  while (number >= seconds_beyond)
    number /= 1000;
  return WallTime{std::chrono::nanoseconds{std::llround(number * 1e9)}};
}

std::optional<WallTime> time_of(const Json& value) {
  if (is_any_number(value)) return time_of_number(number_value(value));
  if (!value.is_string()) return std::nullopt;
  const std::string text = value.get<std::string>();
  if (auto time = parse_rfc3339(text)) return time;
  if (auto time = parse_rfc3339(text + "Z")) return time;  // webhook.site: UTC without a zone.
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return time_of_number(number);
}

/// The request's time and sender in `object`.
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

KeptRequest kept(net::Headers headers, KeptBody body, const Json& request, const Json* around) {
  KeptRequest made;
  made.was_parsed = body.was_parsed;
  Record& record = made.record;
  record.body = std::move(body.bytes);
  keep_fields(std::move(headers), record);
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

/// smee's messages: header fields are next to the body.
bool has_fields_beside_body(const Json& object) {
  if (object_member(object, {"body"}) == nullptr) return false;
  return member(object, {webhook::signature_header, webhook::webhook_id_header, "content-type",
                         "user-agent", "x-forwarded-for"}) != nullptr;
}

net::Headers fields_beside_body(const Json& object) {
  Json strings = Json::object();
  for (const auto& [name, value] : object.items())
    if (value.is_string() && strings.size() < fields_max) strings[name] = value;
  return *headers_of(strings);
}

/// Postman's requests may have no header fields.
bool has_raw_body_alone(const Json& object) {
  const Json* const body = object_member(object, {"body"});
  return body != nullptr && object.contains("method") && text_member(*body, {"raw"}) != nullptr &&
         body->value("mode", Json()) == Json("raw");
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
  if (fields == nullptr && has_raw_body_alone(value)) headers.emplace();
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
  for (const std::string_view name : export_wrapper_names) {
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
    std::string_view one;  ///< These two are at the top, or one level below.
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
