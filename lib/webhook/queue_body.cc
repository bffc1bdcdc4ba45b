#include "webhook/queue_body.h"

#include <nlohmann/json.hpp>

#include "core/encoding.h"
#include "core/json.h"
#include "net/gzip.h"
#include "webhook/peek.h"

namespace streamctl::webhook {

Result<std::string> decode_queue_body(std::string_view body, std::uint64_t bytes_max) {
  auto decoded = base64_bytes(body);
  std::string bytes = decoded && !decoded->empty() ? *std::move(decoded) : std::string(body);
  if (net::is_gzip(bytes)) {
    auto plain = net::gunzip(bytes, bytes_max);
    if (plain.failure == net::GunzipFailure::too_large)
      return refused_error("the event inflates past the limit");
    if (plain.failure) return refused_error("gzip decompression failed");
    bytes = std::move(plain.bytes);
  }
  if (bytes.size() > bytes_max) return refused_error("the event is larger than the limit");
  if (EventPeeker().peek(bytes)) return bytes;
  const bool looks_like_json = body.find_first_of("{[\"") != std::string_view::npos;
  return refused_error(looks_like_json || base64_bytes(body) ? "invalid JSON payload"
                                                             : "invalid base64 encoding");
}

Result<std::string> decode_notification(std::string_view body, std::uint64_t bytes_max) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  std::string_view text = body;
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const auto start = text.find_first_not_of(" \t\r\n");
  // Most have no envelope; to see so costs a search, to read it all the JSON.
  if (start == std::string_view::npos || text[start] != '{' ||
      text.find("Message\"") == std::string_view::npos)
    return decode_queue_body(body, bytes_max);
  const auto envelope = parse_json(text.substr(start));
  if (!envelope || !envelope->contains("Message") || !(*envelope)["Message"].is_string()) {
    return decode_queue_body(text.substr(start), bytes_max);
  }
  return decode_queue_body((*envelope)["Message"].get<std::string>(), bytes_max);
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
