// Captures: parsed records serialise to the same bytes; the census counts them without crashing.
#include <string>

#include "capture/census.h"
#include "capture/forwarded.h"
#include "capture/record.h"
#include "capture/values.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const auto text = text_of(data, size);
  const auto record = capture::parse_line(text);
  if (record) {
    std::string line;
    capture::append_line(*record, line);
    const auto again = capture::parse_line(line);
    must(again.ok());
    must(again->body == record->body && again->type == record->type &&
         again->webhook_id == record->webhook_id);
  }
  if (const auto forwarded = capture::parse_forwarded(text)) {
    std::string line;
    capture::append_line(*forwarded, line);
    must(capture::parse_forwarded(line).has_value());
  }
  std::string padded(text);
  padded.reserve(size + capture::value_padding);
  capture::Counter counter;
  (void)counter.add(std::string_view(padded.data(), size));
  (void)counter.census();
  return 0;
}
