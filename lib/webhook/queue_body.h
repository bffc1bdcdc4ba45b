// Decodes and encodes the event in the body of an SQS message or SNS notification.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "webhook/type_and_call.h"

namespace streamctl::webhook {

struct QueueEvent {
  std::string body;  ///< Its JSON bytes.
  TypeAndCall names;
};

/// Decodes the event of a queue body and validates its JSON. Three forms exist: raw JSON, base64 of
/// it, base64 of its gzip. The official SDKs disagree on which is sent uncompressed, so all are
/// accepted: canonical base64 is decoded, then gzip inflated up to `bytes_max`. Moves from `body`
/// if it is the event itself; leaves it unchanged on failure. Kind refused; the message is one of
/// the SDKs' names: "gzip decompression failed", "invalid JSON payload".
Result<QueueEvent> decode_queue_body(std::string& body, std::uint64_t bytes_max,
                                     TypeAndCallReader& type_reader);

/// As decode_queue_body, for an SNS notification: the envelope (a JSON object with a string
/// "Message"; leading white space and a byte order mark are skipped) or the bare message.
Result<QueueEvent> decode_notification(std::string& body, std::uint64_t bytes_max,
                                       TypeAndCallReader& type_reader);

enum class QueueForm { raw, base64, base64_gzip };

/// The queue body Stream would send for `event`.
std::string encode_queue_body(std::string_view event, QueueForm form);

}  // namespace streamctl::webhook
