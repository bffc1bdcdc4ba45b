// Compares an event with the catalogue. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"

namespace streamctl::inspector {

/// The most names of each list.
constexpr std::size_t fields_told_max = 50;

struct FieldDifferences {
  bool is_known = false;             ///< The catalogue has the type.
  std::vector<std::string> unknown;  ///< "call.foo": in the event only. As sent.
  std::vector<std::string> missing;  ///< Required by the catalogue; not in the event.
};

/// Also of nested objects. What a custom object holds is known to nobody, and no difference.
FieldDifferences compare_fields(std::string_view type, const Json& event);

}  // namespace streamctl::inspector
