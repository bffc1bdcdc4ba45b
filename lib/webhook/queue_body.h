// The string an SQS message or an SNS notification carries, and the event in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "webhook/peek.h"

namespace streamctl::webhook {

struct QueueEvent {
  std::string body;  ///< Its JSON bytes.
  Peeked peeked;
};

/// The event of a queue body, its JSON valid. Three forms exist: raw JSON, base64 of it, base64 of
/// its gzip; the official SDKs disagree on which is sent uncompressed, so all are read: canonical
/// base64 is decoded, then gzip inflated within `bytes_max`. Where `body` is the event itself it is
/// moved from; after a failure it is as it was. Kind refused; the message is one of the SDKs'
/// names: "gzip decompression failed", "invalid JSON payload".
Result<QueueEvent> decode_queue_body(std::string& body, std::uint64_t bytes_max,
                                     EventPeeker& peeker);

/// As decode_queue_body, of an SNS notification: the envelope (a JSON object with a string
/// "Message"; white space and a byte order mark before it are passed over) or the bare message.
Result<QueueEvent> decode_notification(std::string& body, std::uint64_t bytes_max,
                                       EventPeeker& peeker);

enum class QueueForm { raw, base64, base64_gzip };

/// The body Stream would put on a queue for `event`.
std::string encode_queue_body(std::string_view event, QueueForm form);

}  // namespace streamctl::webhook
