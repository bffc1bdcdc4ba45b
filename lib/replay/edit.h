// The text of events that a user edits, and the events of the edited text.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "capture/record.h"
#include "core/result.h"

namespace streamctl::replay {

/// The most events to edit at once, and the most bytes of their bodies.
constexpr std::size_t edited_events_max = 100;
constexpr std::size_t edited_bytes_max = 16 * 1024 * 1024;

/// One event as indented JSON, several as an array of such. Kind usage: a body that is no JSON
/// object.
Result<std::string> editable_text(const std::deque<capture::Record>& events);

/// The events of `text`: an event, an array of them, or one on each line. `originals` are those
/// that editable_text() wrote: an event that was not edited is its original to the byte, an edited
/// one keeps the original's webhook id and time. Events may have been removed or added. Kind
/// config: "not valid JSON at line 3, column 7", or a value that is no object.
Result<std::deque<capture::Record>> edited_events(std::string_view text,
                                                  std::deque<capture::Record> originals);

}  // namespace streamctl::replay
