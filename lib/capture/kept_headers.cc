#include "capture/kept_headers.h"

#include <charconv>
#include <cstddef>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "capture/kept_members.h"
#include "webhook/delivery_headers.h"

namespace streamctl::capture {
namespace {

/// The limit for a capture's records.
constexpr std::size_t kept_header_count_max = 1000;

void add_header(const std::string& name, std::string value, net::Headers& headers) {
  if (headers.size() < kept_header_count_max) headers.add(name, std::move(value));
}

/// A field with one value or, as Go and AWS write them, a list of them.
void add_field(const std::string& name, const Json& value, net::Headers& headers) {
  if (value.is_array()) {
    for (const Json& one : value)
      add_header(name, text_of(one), headers);
  } else if (!value.is_object() && !value.is_null()) {
    add_header(name, text_of(value), headers);
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

}  // namespace

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
      add_header(text_of(value[i]), text_of(value[i + 1]), headers);
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

void keep_fields(net::Headers fields, Record& record) {
  constexpr int attempt_max = 1'000'000;
  record.headers = std::move(fields);
  if (const std::string* id = record.headers.find(webhook::webhook_id_header))
    record.webhook_id = *id;
  const std::string* said = record.headers.find(webhook::webhook_attempt_header);
  if (said == nullptr) return;
  int number = 0;
  std::from_chars(said->data(), said->data() + said->size(), number);
  if (number >= 1 && number <= attempt_max) record.attempt = number;
}

}  // namespace streamctl::capture
