// Comparing two bodies, the two lines of the input: each agrees with itself, and both directions
// agree on whether they differ.
#include <string>
#include <string_view>

#include "compare/differences.h"
#include "compare/event_facts.h"
#include "fuzz.h"

namespace {

streamctl::compare::Event event_of(streamctl::compare::Side side, std::string_view body) {
  streamctl::compare::Event event;
  event.side = side;
  event.type = "custom";
  event.body = body;
  return event;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  using compare::Side;
  static compare::EventFactsReader reader;
  const auto text = text_of(data, size);
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return 0;
  const auto one = text.substr(0, end);
  const auto another = text.substr(end + 1);
  if (!reader.read(one) || !reader.read(another)) return 0;
  compare::Differences with_itself;
  with_itself.add(event_of(Side::websocket, one), event_of(Side::webhook, std::string(one) + " "));
  must(with_itself.all().empty());
  compare::Differences forth;
  compare::Differences back;
  forth.add(event_of(Side::websocket, one), event_of(Side::webhook, another));
  back.add(event_of(Side::websocket, another), event_of(Side::webhook, one));
  must(forth.all().empty() == back.all().empty());
  return 0;
}
