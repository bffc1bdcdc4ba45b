// Events to send again, from whatever a file holds.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "capture/record.h"
#include "capture/values.h"
#include "core/json.h"
#include "core/result.h"
#include "webhook/peek.h"
#include "webhook/queue_body.h"

namespace streamctl::capture {

/// Reads events in constant memory from: a capture; JSON Lines of events; a JSON array of events or
/// records; one event, indented or not; bodies and dumps of SQS (`aws sqs receive-message`, a
/// Lambda's Records) and SNS (the envelope). Lines that streamctl prints beside events
/// ("listening", "summary", reports of deliveries) are passed over.
class EventSource {
 public:
  explicit EventSource(ValueReader reader, RecordParser::Needed needed = RecordParser::Needed::all)
      : reader_(std::move(reader)), parser_(needed) {}

  /// The next event as a record; one that was not a record has its body's own type and call, and
  /// nothing else set. Nothing at the end. After an error ("x.json:7: not valid JSON", kind config)
  /// reading goes on behind it; one of kind internal is the end (see ValueReader::next).
  Result<std::optional<Record>> next();

  [[nodiscard]] std::uint64_t bytes_read() const { return reader_.bytes_read(); }

 private:
  Result<void> expand(std::string_view text);
  Result<void> expand_object(std::string_view text, const Json& value);
  Result<void> add_event(std::string body);
  Result<void> add_queue_body(std::string body);
  Result<void> add(webhook::QueueEvent&& event);

  ValueReader reader_;
  RecordParser parser_;
  webhook::EventPeeker peeker_;
  std::deque<Record> ready_;  ///< A dump holds several.
};

}  // namespace streamctl::capture
