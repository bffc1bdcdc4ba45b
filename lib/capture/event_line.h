// Reads what is counted of a capture's line, and no more.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/clock.h"

namespace streamctl::capture {

/// The fields of an event that are counted.
struct EventLine {
  WallTime received_at;
  std::string_view transport;
  std::string_view webhook_id;
  std::string_view type;
  std::string_view call_cid;
  std::string_view raw_body;  ///< Without its quotes, with its escapes.
  std::int64_t attempt = 1;
  bool verified = false;
};

enum class LineKind {
  event,
  other,      ///< Of another kind ("listening", "summary"): not an event, not an error.
  malformed,  ///< Not a JSON object, or an event without its fields.
};

/// Reads lines one after another; keeps its buffers.
class EventLineReader {
 public:
  EventLineReader();
  EventLineReader(const EventLineReader&) = delete;
  EventLineReader& operator=(const EventLineReader&) = delete;
  ~EventLineReader();

  /// Reads a line, which `value_padding` readable bytes follow. The fields are valid until the next
  /// call, and `raw_body` as long as `text`. What only `read_any` accepts is malformed.
  LineKind read(std::string_view text, EventLine& event);
  /// As read(), but also reads JSON that simdjson refuses: `raw_body` is valid until the next call.
  LineKind read_any(std::string_view text, EventLine& event);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::capture
