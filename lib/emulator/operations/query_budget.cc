#include "emulator/operations/query_budget.h"

#include <string>

#include <nlohmann/json.hpp>

namespace streamctl::emulator {

std::size_t weight_of(const Json& value) {
  constexpr std::size_t bytes_per_unit = 32;
  constexpr std::size_t digits_per_unit = 8;
  if (value.is_binary())
    return 1 + value.get_binary().size() / digits_per_unit;  // The digits of an exact number.
  if (value.is_string()) return 1 + value.get_ref<const std::string&>().size() / bytes_per_unit;
  std::size_t weight = 1;
  if (!value.is_structured()) return weight;
  for (const auto& [name, part] : value.items())
    weight += weight_of(part) + name.size() / bytes_per_unit;
  return weight;
}

}  // namespace streamctl::emulator
