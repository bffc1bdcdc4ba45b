// Editing JSON: the first line is a path, the rest a value to set it in.
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/json_path.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const auto text = text_of(data, size);
  const auto line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto path = text.substr(0, line);
  (void)parse_assignment(path);
  const bool is_path = check_path(path).ok();
  auto value = parse_json(text.substr(line + 1));
  if (!value) return 0;
  const bool is_set = set_path(*value, path, "x").ok();
  must(is_path || !is_set);
  if (is_set) {
    const Json* found = find_path(*value, path);
    must(found != nullptr && *found == "x");
  }
  must(parse_json(json_line(*value)).ok() || json_line(*value).size() > json_depth_max);
  return 0;
}
