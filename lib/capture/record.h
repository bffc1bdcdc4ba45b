// One line of a capture file: a delivery as received.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/result.h"
#include "net/headers.h"

namespace streamctl::capture {

enum class Transport { webhook, websocket, sqs };

std::string_view name_of(Transport transport);

/// The fields of the file format (see streamctl-capture(5)).
struct Record {
  WallTime received_at;
  Transport transport = Transport::webhook;
  bool verified = false;
  std::string webhook_id;  ///< Empty if the delivery had none; the file then has "".
  int attempt = 1;
  std::string type;
  std::string call_cid;
  std::string remote;
  net::Headers headers;  ///< The sender's credentials are never written: see append_line().
  std::string body;      ///< The exact uncompressed bytes.
  bool operator==(const Record&) const = default;
};

/// Appends the record as one line with its newline. Fast: no JSON tree. Header names are written in
/// the form "X-Webhook-Id" and fields of one name joined by ", " (RFC 9110 section 5.3), so that
/// they fit a JSON object; fields that net::is_credential() matches are left out. A body that is
/// not UTF-8 goes to `body_base64`.
void append_line(const Record& record, std::string& out);

/// Parses untrusted lines of a capture. Reuses its buffers between lines; for one thread at a time.
class RecordParser {
 public:
  /// At thousands of records a second, avoid copying fields that nobody reads.
  enum class Needed { all, all_but_headers };

  explicit RecordParser(Needed needed = Needed::all);
  RecordParser(RecordParser&&) noexcept;
  RecordParser& operator=(RecordParser&&) noexcept;
  RecordParser(const RecordParser&) = delete;
  RecordParser& operator=(const RecordParser&) = delete;
  ~RecordParser();

  /// Reads one line, with or without its newline. Unknown fields are ignored, missing ones default;
  /// `kind`, `type` and a body are needed, and a field of the wrong JSON type is an error that
  /// names it. Kind config.
  Result<Record> parse(std::string_view line);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// RecordParser::parse for a single line.
Result<Record> parse_line(std::string_view line);

}  // namespace streamctl::capture
