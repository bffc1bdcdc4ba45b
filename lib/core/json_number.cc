#include "core/json_number.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

namespace streamctl {
namespace {

/// Marks the binary values that are exact numbers: parse_json() makes no others.
constexpr std::uint64_t exact_mark = 'n';

template <class Number>
std::optional<Number> read(std::string_view digits) {
  Number number{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool is_whole = error == std::errc{} && end == digits.data() + digits.size();
  return is_whole ? std::optional(number) : std::nullopt;
}

/// The integer or double that holds `digits`, or null.
Json machine_number(std::string_view digits) {
  if (digits.find_first_of(".eE") == std::string_view::npos) {
    if (const auto number = read<std::uint64_t>(digits)) return *number;
    if (const auto number = read<std::int64_t>(digits)) return *number;
  }
  const auto number = read<double>(digits);
  return number ? Json(*number) : Json();
}

/// A number normalised to 0.DIGITS times a power of ten, so that equal numbers compare equal.
struct Decimal {
  bool negative = false;
  std::string digits;    ///< No leading or trailing zeros; empty for zero.
  std::string exponent;  ///< As written, if longer than 18 digits.
  std::int64_t power = 0;
  bool operator==(const Decimal&) const = default;
};

Decimal decimal_of(std::string_view text) {
  constexpr std::size_t power_digits_max = 18;
  Decimal decimal;
  decimal.negative = text.starts_with('-');
  if (decimal.negative) text.remove_prefix(1);
  const auto mark = std::min(text.find_first_of("eE"), text.size());
  auto mantissa = text.substr(0, mark);
  auto exponent = text.substr(std::min(mark + 1, text.size()));
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  const auto point = std::min(mantissa.find('.'), mantissa.size());
  decimal.digits = mantissa.substr(0, point);
  decimal.digits += mantissa.substr(std::min(point + 1, mantissa.size()));
  decimal.power = static_cast<std::int64_t>(point);
  const auto first = std::min(decimal.digits.find_first_not_of('0'), decimal.digits.size());
  decimal.digits.erase(0, first);
  decimal.power -= static_cast<std::int64_t>(first);
  decimal.digits.erase(decimal.digits.find_last_not_of('0') + 1);
  if (decimal.digits.empty()) return {};  // Zero, also -0.0e7.
  if (exponent.size() > power_digits_max)
    decimal.exponent = exponent;
  else
    decimal.power += read<std::int64_t>(exponent).value_or(0);
  return decimal;
}

}  // namespace

Json number_json(std::string_view digits, Digits kept) {
  Json number = machine_number(digits);
  const bool holds = kept == Digits::kept ? number.dump() == digits : !number.is_null();
  if (holds) return number;
  return Json::binary(std::vector<std::uint8_t>(digits.begin(), digits.end()), exact_mark);
}

bool is_exact_number(const Json& value) {
  return value.is_binary() && value.get_binary().has_subtype() &&
         value.get_binary().subtype() == exact_mark;
}

bool is_any_number(const Json& value) {
  return value.is_number() || is_exact_number(value);
}

std::string number_text(const Json& value) {
  if (!is_exact_number(value)) return value.dump();
  const auto& bytes = value.get_binary();
  return {bytes.begin(), bytes.end()};
}

double number_value(const Json& value) {
  if (!is_exact_number(value)) return value.get<double>();
  const std::string text = number_text(value);
  if (const auto number = read<double>(text)) return *number;
  const Decimal decimal = decimal_of(text);
  const bool is_tiny = decimal.exponent.empty() ? decimal.power < 0 : decimal.exponent[0] == '-';
  if (is_tiny) return 0;
  const double infinity = std::numeric_limits<double>::infinity();
  return decimal.negative ? -infinity : infinity;
}

bool is_common_number(std::string_view digits) {
  if (digits.find_first_of(".eE") != std::string_view::npos)
    return read<double>(digits).has_value();
  return read<std::uint64_t>(digits) || read<std::int64_t>(digits);
}

bool same_value(const Json& left, const Json& right) {
  if (is_any_number(left) && is_any_number(right))
    return decimal_of(number_text(left)) == decimal_of(number_text(right));
  if (left.is_object() && right.is_object()) {
    const auto& entries = left.get_ref<const Json::object_t&>();
    return left.size() == right.size() &&
           std::all_of(entries.begin(), entries.end(), [&](const auto& entry) {
             const auto found = right.find(entry.first);
             return found != right.end() && same_value(entry.second, *found);
           });
  }
  if (left.is_array() && right.is_array())
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), same_value);
  return left == right;
}

}  // namespace streamctl
