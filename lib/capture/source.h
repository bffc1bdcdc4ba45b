// Events to send again, from whatever a file holds.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "capture/expander.h"
#include "capture/record.h"
#include "capture/values.h"
#include "core/result.h"

namespace streamctl::capture {

/// Reads events in constant memory from: a capture; JSON Lines of events; a JSON array of events or
/// records; one event, indented or not; whatever else Expander takes apart; and gzip of all these.
class EventSource {
 public:
  explicit EventSource(ValueReader reader, RecordParser::Needed needed = RecordParser::Needed::all)
      : reader_(std::move(reader)), parser_(needed), expander_(needed) {}

  /// The next event as a record. Nothing at the end. After an error ("x.json:7: not valid JSON",
  /// kind config) reading goes on behind it; one of kind internal is the end (see
  /// ValueReader::next).
  Result<std::optional<Record>> next();

  [[nodiscard]] std::uint64_t bytes_read() const { return reader_.bytes_read(); }
  /// See Expander::parsed().
  [[nodiscard]] std::uint64_t parsed() const { return expander_.parsed(); }

 private:
  ValueReader reader_;
  RecordParser parser_;
  Expander expander_;
  std::deque<Record> ready_;  ///< One value may hold several.
};

}  // namespace streamctl::capture
