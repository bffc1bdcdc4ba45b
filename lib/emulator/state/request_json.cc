#include "emulator/state/request_json.h"

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

namespace streamctl::emulator {

namespace {

bool nests_deeper(const Json& value, std::size_t levels) {
  if (!value.is_structured()) return false;
  return levels == 0 || std::any_of(value.begin(), value.end(),
                                    [&](const Json& one) { return nests_deeper(one, levels - 1); });
}

}  // namespace

Result<Json> parse_request_json(std::string_view text) {
  auto json = parse_json(text, Digits::kept);
  if (json && nests_deeper(*json, request_depth_max))
    return config_error("nested deeper than " + std::to_string(request_depth_max) + " levels");
  return json;
}

}  // namespace streamctl::emulator
