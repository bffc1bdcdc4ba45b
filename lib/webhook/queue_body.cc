#include "webhook/queue_body.h"

#include <optional>
#include <utility>

#include <simdjson.h>

#include "core/encoding.h"
#include "core/foreign_form.h"
#include "net/gzip.h"
#include "webhook/any_json.h"

namespace streamctl::webhook {

namespace {

/// The message of an SNS notification, if `text` is one.
std::optional<std::string> message_in(std::string_view text) {
  simdjson::dom::parser parser;
  std::string_view message;
  if (parse_any(parser, text)["Message"].get(message) != simdjson::SUCCESS) return std::nullopt;
  return std::string(message);
}

}  // namespace

Result<QueueEvent> decode_queue_body(std::string& body, std::uint64_t bytes_max,
                                     TypeAndCallReader& type_reader) {
  auto decoded = base64_bytes(body);
  std::string unpacked;
  std::string* event = &body;
  if (decoded && !decoded->empty()) {
    unpacked.swap(*decoded);
    event = &unpacked;
  }
  if (net::is_gzip(*event)) {
    auto plain = net::gunzip(*event, bytes_max);
    if (plain.failure == net::GunzipFailure::too_large)
      return refused_error("the event inflates past the limit");
    if (plain.failure) return refused_error("gzip decompression failed");
    unpacked = std::move(plain.bytes);
    event = &unpacked;
  }
  if (event->size() > bytes_max) return refused_error("the event is larger than the limit");
  if (auto names = type_reader.read(*event))
    return QueueEvent{std::move(*event), *std::move(names)};
  const bool looks_like_json = body.find_first_of("{[\"") != std::string::npos;
  return refused_error(looks_like_json || decoded ? "invalid JSON payload"
                                                  : "invalid base64 encoding");
}

Result<QueueEvent> decode_notification(std::string& body, std::uint64_t bytes_max,
                                       TypeAndCallReader& type_reader) {
  std::string_view text = body;
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const auto start = text.find_first_not_of(" \t\r\n");
  // Most have no envelope; a search rules it out more cheaply than parsing the JSON.
  if (start == std::string_view::npos || text[start] != '{' ||
      text.find("Message\"") == std::string_view::npos)
    return decode_queue_body(body, bytes_max, type_reader);
  text.remove_prefix(start);
  std::string message = message_in(text).value_or(std::string(text));
  return decode_queue_body(message, bytes_max, type_reader);
}

std::string encode_queue_body(std::string_view event, QueueForm form) {
  switch (form) {
    case QueueForm::raw:
      return std::string(event);
    case QueueForm::base64:
      return base64_text(event);
    case QueueForm::base64_gzip:
      return base64_text(net::gzip(event));
  }
  return std::string(event);
}

}  // namespace streamctl::webhook
