#include "capture/kept_body.h"

#include <cstdint>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "capture/http_head.h"
#include "capture/kept_members.h"
#include "core/encoding.h"
#include "core/text.h"

namespace streamctl::capture {
namespace {

/// Exact bytes before text, text before parsed JSON.
const Names base64_names{"bodyAsBase64", "body_base64", "bodyBase64", "rawBytes"};
const Names body_names{"rawBody",     "raw_body", "bodyRaw", "body_raw", "postData", "request_body",
                       "requestBody", "body",     "payload", "content",  "data"};
/// Within a body that is an object, such as HAR's postData.
const Names inner_body_names{"text", "raw", "string", "rawString"};

KeptBody parsed_body(const Json& value) {
  return {json_line(value), true};
}

bool is_true(const Json* value) {
  return value != nullptr && (*value == Json(true) || *value == Json("true"));
}

/// Base64 text decoded; unchanged if it is not valid base64.
KeptBody decoded_body(std::string text) {
  auto bytes = base64_bytes(text);
  return {bytes ? *std::move(bytes) : std::move(text), false};
}

bool is_chunked(std::string_view head) {
  return lower_ascii(head).find("\ntransfer-encoding: chunked") != std::string::npos;
}

/// The body of the HTTP message that ngrok keeps as base64 of all its bytes.
std::optional<KeptBody> message_body(const Json& request) {
  const Json* const raw = member(request, {"raw", "raw_request"});
  if (raw == nullptr || !raw->is_string()) return std::nullopt;
  const KeptBody message = decoded_body(raw->get<std::string>());
  for (const std::string_view blank_line : {"\r\n\r\n", "\n\n"}) {
    const auto end = message.bytes.find(blank_line);
    if (end == std::string::npos) continue;
    std::string body = message.bytes.substr(end + blank_line.size());
    if (is_chunked(std::string_view(message.bytes).substr(0, end)))
      body = unchunked(body).value_or(std::move(body));
    return KeptBody{std::move(body), false};
  }
  return std::nullopt;
}

/// node's output for a Buffer: {"type":"Buffer","data":[123,34,…]}.
std::optional<KeptBody> buffer_body(const Json& value) {
  if (value.value("type", Json()) != Json("Buffer")) return std::nullopt;
  const Json* const data = member(value, {"data"});
  if (data == nullptr || !data->is_array()) return std::nullopt;
  KeptBody body;
  for (const Json& one : *data) {
    if (!one.is_number_unsigned() || one.get<std::uint64_t>() > 255) return std::nullopt;
    body.bytes += static_cast<char>(one.get<std::uint64_t>());
  }
  return body;
}

/// Text that `object` may mark as base64.
KeptBody text_body(std::string text, const Json& object) {
  const Json* const encoding = member(object, {"bodyEncoding", "body_encoding", "encoding"});
  const bool is_encoded = is_true(member(object, {"isBase64Encoded", "is_base64"})) ||
                          (encoding != nullptr && *encoding == Json("base64"));
  return is_encoded ? decoded_body(std::move(text)) : KeptBody{std::move(text), false};
}

}  // namespace

std::optional<KeptBody> body_of(const Json& request) {
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

}  // namespace streamctl::capture
