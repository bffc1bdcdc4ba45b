// Extracts events from texts that are not capture records.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "capture/exports.h"
#include "capture/http_head.h"
#include "capture/record.h"
#include "core/json.h"
#include "core/result.h"
#include "webhook/queue_body.h"
#include "webhook/type_and_call.h"

namespace streamctl::capture {

/// Accepts one event or record; several in sequence or in an array; the body of an SQS message or
/// an SNS notification, and dumps of them (`aws sqs receive-message`, a Lambda's Records); requests
/// exported by other tools (see exports.h); an event in a wrapper ("detail", "payload", "body"…);
/// and the lines of HTTP messages (see http_head.h). Reuses its buffers; for one thread at a time.
class Expander {
 public:
  explicit Expander(RecordParser::Needed needed = RecordParser::Needed::all) : parser_(needed) {}

  /// Adds the events in `text` to `events`, even those next to a malformed one: the first of
  /// several errors is returned, kind config. An event that was not a record gets type and call
  /// from its body, and the delivery's details from an export. Lines that streamctl prints next to
  /// events ("listening", "summary", reports of deliveries) contain none.
  Result<void> expand(std::string_view text, std::deque<Record>& events);

  /// At the end of the input: reports what is incomplete, once.
  Result<void> finish();

  /// Number of events whose body an export kept as parsed JSON: the signed bytes are lost.
  [[nodiscard]] std::uint64_t parsed() const { return parsed_; }

 private:
  Result<void> expand_values(std::string_view text);
  Result<void> expand_text(std::string_view text);
  Result<void> expand_object(std::string_view text, const Json& value);
  Result<void> expand_listed(const Json& one);
  Result<void> expand_list(const Json& list);
  Result<void> expand_export(std::vector<KeptRequest> requests, std::string_view tool);
  Result<void> expand_wrapped(const Json& value, int depth);
  Result<void> add_queue_body(std::string body);
  Result<void> add(webhook::QueueEvent&& event, Record&& record, bool was_parsed);
  Error no_json(std::string_view text, std::string_view otherwise);

  RecordParser parser_;
  webhook::TypeAndCallReader type_reader_;
  HttpHead head_;
  std::deque<Record>* events_ = nullptr;  ///< During expand().
  std::uint64_t parsed_ = 0;
  int depth_ = 0;  ///< Nesting depth of the list being expanded.
  bool form_was_told_ = false;
};

}  // namespace streamctl::capture
