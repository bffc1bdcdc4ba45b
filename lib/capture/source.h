// Reads the events to send again from a file in any supported format.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string_view>
#include <utility>

#include "capture/expander.h"
#include "capture/next.h"
#include "capture/record.h"
#include "capture/values.h"

namespace streamctl::capture {

/// Reads events in constant memory from a capture, JSON Lines of events, a JSON array of events or
/// records, one event (indented or not), anything else that Expander accepts, and gzip of all
/// these.
class EventSource {
 public:
  explicit EventSource(ValueReader reader, RecordParser::Needed needed = RecordParser::Needed::all)
      : reader_(std::move(reader)), parser_(needed), expander_(needed) {}

  /// Calls `other` with the text of each value that holds no event: the lines that streamctl prints
  /// beside events.
  void on_other(std::function<void(std::string_view)> other) { other_ = std::move(other); }

  /// Waits for the next event.
  Next<Record> next();

  [[nodiscard]] std::uint64_t bytes_read() const { return reader_.bytes_read(); }
  /// See ValueReader.
  [[nodiscard]] std::uint64_t raw_bytes_read() const { return reader_.raw_bytes_read(); }
  /// See Expander::parsed().
  [[nodiscard]] std::uint64_t parsed() const { return expander_.parsed(); }

 private:
  ValueReader reader_;
  RecordParser parser_;
  Expander expander_;
  std::function<void(std::string_view)> other_;
  std::deque<Record> ready_;  ///< One value may hold several.
};

}  // namespace streamctl::capture
