// The string an SQS message or an SNS notification carries, and the event in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl::webhook {

/// The event's JSON bytes of a queue body. Three forms exist: raw JSON, base64 of it, base64 of its
/// gzip; the official SDKs disagree on which is sent uncompressed, so all are read: canonical
/// base64 is decoded, then gzip inflated within `bytes_max`. Kind refused; the message is one of
/// the SDKs' names: "gzip decompression failed", "invalid JSON payload".
Result<std::string> decode_queue_body(std::string_view body, std::uint64_t bytes_max);

/// As decode_queue_body, of an SNS notification: the envelope (a JSON object with a string
/// "Message"; white space and a byte order mark before it are passed over) or the bare message.
Result<std::string> decode_notification(std::string_view body, std::uint64_t bytes_max);

enum class QueueForm { raw, base64, base64_gzip };

/// The body Stream would put on a queue for `event`.
std::string encode_queue_body(std::string_view event, QueueForm form);

}  // namespace streamctl::webhook
