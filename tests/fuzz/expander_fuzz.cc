// Any container of events: extracted values are events; foreign forms are recognised without
// crashing.
#include <deque>
#include <string>

#include "capture/expander.h"
#include "capture/http_head.h"
#include "capture/line_values.h"
#include "core/foreign_form.h"
#include "core/text.h"
#include "fuzz.h"
#include "webhook/type_and_call.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const std::string text(text_of(data, size));
  std::size_t length = 0;
  for (const auto value : capture::values_in(text))
    length += value.size();
  must(length <= size);
  for (const auto& form : {foreign_form(text), likely_form(text)})
    must(!form || (!form->name.empty() && !form->remedy.empty()));
  capture::Expander expander;
  std::deque<capture::Record> records;
  (void)expander.expand(text, records);
  for (const auto line : split(text, '\n'))
    (void)expander.expand(line, records);
  (void)expander.finish();
  must(expander.finish().ok());
  if (const auto body = capture::unchunked(text)) must(body->size() <= size);
  for (const capture::Record& record : records) {
    std::string line;
    capture::append_line(record, line);
    must(capture::parse_line(line).ok());
  }
  return 0;
}
