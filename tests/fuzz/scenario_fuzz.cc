// User-defined scenarios and settings.
#include <string>
#include <vector>

#include "core/json.h"
#include "fuzz.h"
#include "webhook/overrides.h"
#include "webhook/scenario.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const auto text = text_of(data, size);
  Json event = Json::object();
  if (const auto setting = webhook::parse_override(text))
    (void)webhook::apply(std::vector{*setting}, event).ok();
  (void)webhook::changed({.set = {}, .unset = {std::string(text)}}, json_line(event)).ok();
  const auto scenario = webhook::parse_scenario(text);
  if (!scenario || scenario->steps.size() > 50) return 0;
  Random random(1);
  (void)webhook::events_of(*scenario, {.call_cid = "", .now = WallTime{}}, random).ok();
  return 0;
}
