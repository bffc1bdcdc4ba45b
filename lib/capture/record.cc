#include "capture/record.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/encoding.h"
#include "core/json_string.h"
#include "core/text.h"
#include "core/time_text.h"
#include "net/http_client/credential_field.h"

namespace streamctl::capture {
namespace {

/// A record without its strings: enough to reserve for the rest of a line.
constexpr std::size_t frame_bytes = 640;

/// "X-WEBHOOK-ID" and "x-webhook-id" as "X-Webhook-Id".
std::string canonical_name(std::string_view name) {
  std::string text(name);
  bool begins = true;
  for (char& c : text) {
    if (begins && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!begins && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    begins = c == '-';
  }
  return text;
}

std::string joined_values(const net::Headers& headers, std::string_view name) {
  std::string value;
  for (const net::Header& field : headers) {
    if (!equals_ignoring_case(field.name, name)) continue;
    if (!value.empty()) value += ", ";
    value += field.value;
  }
  return value;
}

void append_headers(const net::Headers& headers, std::string& out) {
  out += '{';
  bool first = true;
  for (auto field = headers.begin(); field != headers.end(); ++field) {
    if (net::is_credential(field->name)) continue;
    const auto same = [&](const net::Header& other) {
      return equals_ignoring_case(other.name, field->name);
    };
    if (std::any_of(headers.begin(), field, same)) continue;  // Written with the first of its name.
    if (!first) out += ',';
    first = false;
    append_json_string_repaired(canonical_name(field->name), out);
    out += ':';
    if (std::none_of(field + 1, headers.end(), same)) {
      append_json_string_repaired(field->value, out);
    } else {
      append_json_string_repaired(joined_values(headers, field->name), out);
    }
  }
  out += '}';
}

void append_number(int number, std::string& out) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

}  // namespace

std::string_view name_of(Transport transport) {
  switch (transport) {
    case Transport::webhook:
      return "webhook";
    case Transport::websocket:
      return "websocket";
    case Transport::sqs:
      return "sqs";
  }
  return "";
}

void append_line(const Record& record, std::string& out) {
  const std::size_t needed = out.size() + record.body.size() * 5 / 4 + frame_bytes;
  if (out.capacity() < needed) out.reserve(std::max(needed, 2 * out.capacity()));
  out += R"({"kind":"event","v":1,"received_at":")";
  out += rfc3339_micros(record.received_at);
  out += R"(","transport":")";
  out += name_of(record.transport);
  out += record.verified ? R"(","verified":true,"webhook_id":)"
                         : R"(","verified":false,"webhook_id":)";
  append_json_string_repaired(record.webhook_id, out);
  out += R"(,"attempt":)";
  append_number(record.attempt, out);
  out += R"(,"type":)";
  append_json_string_repaired(record.type, out);
  out += R"(,"call_cid":)";
  append_json_string_repaired(record.call_cid, out);
  out += R"(,"remote":)";
  append_json_string_repaired(record.remote, out);
  out += R"(,"headers":)";
  append_headers(record.headers, out);
  const std::size_t before_body = out.size();
  out += R"(,"body":)";
  if (!append_json_string(record.body, out)) {
    out.resize(before_body);
    out += R"(,"body_base64":")";
    out += base64_text(record.body);
    out += '"';
  }
  out += "}\n";
}

Result<Record> parse_line(std::string_view line) {
  return RecordParser().parse(line);
}

}  // namespace streamctl::capture
