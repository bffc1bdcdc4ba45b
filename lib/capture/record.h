// One line of a capture file: a delivery as it was received.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/result.h"
#include "net/headers.h"

namespace streamctl::capture {

enum class Transport { webhook, websocket, sqs };

std::string_view name_of(Transport transport);

/// The fields are those of the file format (see streamctl-capture(5)).
struct Record {
  WallTime received_at;
  Transport transport = Transport::webhook;
  bool verified = false;
  std::string webhook_id;  ///< Empty where the delivery had none; the file then has "".
  int attempt = 1;
  std::string type;
  std::string call_cid;
  std::string remote;
  net::Headers headers;  ///< Authorization and its kind are never written.
  std::string body;      ///< The exact uncompressed bytes.
  bool operator==(const Record&) const = default;
};

/// Appends the record as one line with its newline. Fast: no JSON tree. A body that is not UTF-8 goes to `body_base64`.
void append_line(const Record& record, std::string& out);

/// Reads one line, with or without its newline. Unknown fields are ignored, missing ones default; `kind` and a body are
/// needed. Kind config.
Result<Record> parse_line(std::string_view line);

}  // namespace streamctl::capture
