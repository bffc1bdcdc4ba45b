// Editing JSON: the first line is a path, the rest a value to set it in.
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const auto text = text_of(data, size);
  const auto line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  auto value = parse_json(text.substr(line + 1));
  if (!value) return 0;
  (void)set_path(*value, text.substr(0, line), "x").ok();
  must(parse_json(json_line(*value)).ok() || json_line(*value).size() > json_depth_max);
  return 0;
}
