#include "core/units.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>
#include <span>

namespace streamctl {
namespace {

using std::chrono::nanoseconds;

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array<Unit, 7> duration_units{{{"ns", 1},
                                              {"us", 1e3},
                                              {"ms", 1e6},
                                              {"s", 1e9},
                                              {"m", 60e9},
                                              {"h", 3600e9},
                                              {"d", 24 * 3600e9}}};

constexpr std::array<Unit, 8> size_units{{{"", 1},
                                          {"B", 1},
                                          {"kB", 1e3},
                                          {"KiB", 1024},
                                          {"MB", 1e6},
                                          {"MiB", 1024.0 * 1024},
                                          {"GB", 1e9},
                                          {"GiB", 1024.0 * 1024 * 1024}}};

constexpr double duration_max_ns = 10 * 365 * 24 * 3600e9;
constexpr double size_max =
    9007199254740992.0;  // 2^53: every whole number below is exact in a double.

/// A plain decimal number ("1.5", no sign, no exponent) followed by the name of a unit.
std::optional<double> scaled(std::string_view text, std::span<const Unit> units) {
  const auto digits = text.substr(0, text.find_first_not_of("0123456789."));
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number,
                                            std::chars_format::fixed);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  const auto name = text.substr(digits.size());
  for (const Unit& unit : units) {
    if (unit.name == name) return number * unit.factor;
  }
  return std::nullopt;
}

std::string formatted(const char* format, double value) {
  std::array<char, 48> text{};
  const int length = std::snprintf(text.data(), text.size(), format, value);
  return {text.data(), static_cast<std::size_t>(length)};
}

/// Three significant digits: "850", "12.3", "4.02".
std::string three_digits(double value) {
  if (value >= 99.95) return formatted("%.0f", value);
  std::string text = formatted(value >= 9.995 ? "%.1f" : "%.2f", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string two_part(std::int64_t high, const char* high_unit, std::int64_t low,
                     const char* low_unit) {
  const std::string padded_low = (low < 10 ? "0" : "") + std::to_string(low);
  return std::to_string(high) + high_unit + " " + padded_low + low_unit;
}

}  // namespace

Result<nanoseconds> parse_duration(std::string_view text) {
  if (text == "0") return nanoseconds{0};
  const auto value = scaled(text, duration_units);
  if (!value || *value > duration_max_ns) {
    return usage_error("bad duration '" + std::string(text) + "'",
                       "write it like 250ms, 6s, 1.5m, 1h or 30d");
  }
  return nanoseconds{std::llround(*value)};
}

std::string duration_text(nanoseconds duration) {
  const auto ns = static_cast<double>(duration.count());
  if (ns < 1e3) return std::to_string(duration.count()) + "ns";
  if (ns < 999.5e3) return three_digits(ns / 1e3) + "µs";
  if (ns < 999.5e6) return three_digits(ns / 1e6) + "ms";
  if (ns < 59.95e9) return three_digits(ns / 1e9) + "s";
  const auto seconds = static_cast<std::int64_t>(std::llround(ns / 1e9));
  if (seconds < 3600) return two_part(seconds / 60, "m", seconds % 60, "s");
  return two_part(seconds / 3600, "h", seconds / 60 % 60, "m");
}

std::string signed_duration_text(nanoseconds duration) {
  if (duration.count() >= 0) return duration_text(duration);
  // The least has no opposite.
  return "-" + duration_text(-std::max(duration, -nanoseconds::max()));
}

double milliseconds_of(std::chrono::nanoseconds duration) {
  return std::round(static_cast<double>(duration.count()) / 1e3) / 1e3;
}

Result<std::uint64_t> parse_size(std::string_view text) {
  const auto value = scaled(text, size_units);
  if (!value || *value > size_max) {
    return usage_error("bad size '" + std::string(text) + "'",
                       "write it like 512KiB, 5MiB or 4096");
  }
  return static_cast<std::uint64_t>(std::llround(*value));
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 5> names{" B", " KiB", " MiB", " GiB", " TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1023.5 && unit + 1 < names.size()) {
    value /= 1024;
    ++unit;
  }
  return (unit == 0 ? std::to_string(bytes) : three_digits(value)) + std::string(names.at(unit));
}

std::string count_text(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t place = text.size(); place > 3; place -= 3)
    text.insert(place - 3, ",");
  return text;
}

}  // namespace streamctl
