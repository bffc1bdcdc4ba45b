// Events out of texts that are no capture records.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "capture/exports.h"
#include "capture/record.h"
#include "core/json.h"
#include "core/result.h"
#include "webhook/peek.h"
#include "webhook/queue_body.h"

namespace streamctl::capture {

/// Takes events from one event or record; several of them behind one another or in an array; the
/// body of an SQS message or an SNS notification, and dumps of them (`aws sqs receive-message`, a
/// Lambda's Records); requests that other tools exported (see exports.h); and an event that stands
/// in a wrapper ("detail", "payload", "body"…). Keeps its buffers; for one thread at a time.
class Expander {
 public:
  explicit Expander(RecordParser::Needed needed = RecordParser::Needed::all) : parser_(needed) {}

  /// Adds the events in `text` to `events`, also those beside one that is wrong: of several errors
  /// the first is returned, kind config. An event that was not a record has its body's own type and
  /// call, and what an export tells of its delivery. Lines that streamctl prints beside events
  /// ("listening", "summary", reports of deliveries) hold none.
  Result<void> expand(std::string_view text, std::deque<Record>& events);

  /// Events whose body an export kept as parsed JSON: what was signed is lost.
  [[nodiscard]] std::uint64_t parsed() const { return parsed_; }

 private:
  Result<void> expand_text(std::string_view text);
  Result<void> expand_object(std::string_view text, const Json& value);
  Result<void> expand_list(const Json& list);
  Result<void> expand_export(std::vector<KeptRequest> requests, std::string_view tool);
  Result<void> expand_wrapped(const Json& value, int depth);
  Result<void> add_queue_body(std::string body);
  Result<void> add(webhook::QueueEvent&& event, Record&& record, bool was_parsed);
  Error no_json(std::string_view text, std::string_view otherwise);

  RecordParser parser_;
  webhook::EventPeeker peeker_;
  std::deque<Record>* events_ = nullptr;  ///< During expand().
  std::uint64_t parsed_ = 0;
  int depth_ = 0;  ///< Of the list that is being taken apart.
  bool form_was_told_ = false;
};

}  // namespace streamctl::capture
