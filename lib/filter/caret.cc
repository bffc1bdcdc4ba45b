#include "filter/caret.h"

#include <string_view>

#include "core/text.h"

namespace streamctl::filter {

std::string pointed_at(const std::string& expression, std::size_t place) {
  constexpr std::string_view indent = "      ";  // As wide as "hint: ".
  const std::string before = printable(std::string_view(expression).substr(0, place));
  return printable(expression) + "\n" + std::string(indent) +
         std::string(display_width(before), ' ') + "^";
}

}  // namespace streamctl::filter
