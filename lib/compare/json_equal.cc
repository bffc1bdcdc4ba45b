#include "compare/json_equal.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "core/time_text.h"

namespace streamctl::compare {
namespace {

namespace dom = simdjson::dom;
using std::chrono::nanoseconds;

/// Numbers from here on (1973) are nanoseconds; seconds and milliseconds are far below.
constexpr std::int64_t least_nanoseconds = 100'000'000'000'000'000;
constexpr std::int64_t most_nanoseconds = last_wall_second * 1'000'000'000;

std::optional<WallTime> time_of_number(std::int64_t number) {
  if (number < least_nanoseconds || number > most_nanoseconds) return std::nullopt;
  return WallTime{nanoseconds{number}};
}

std::optional<WallTime> time_of_text(std::string_view text) {
  constexpr std::size_t shortest = sizeof "2026-11-23T17:00:00Z" - 1;
  if (text.size() < 18) return std::nullopt;
  if (text.size() >= shortest && text[4] == '-') return parse_rfc3339(text);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return time_of_number(number);
}

}  // namespace

std::optional<WallTime> time_in(const dom::element& value) {
  std::int64_t number = 0;
  if (value.get(number) == simdjson::SUCCESS) return time_of_number(number);
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return time_of_text(text);
  return std::nullopt;
}

bool is_one_time(WallTime left, WallTime right) {
  const nanoseconds apart = between(std::min(left, right), std::max(left, right));
  if (apart.count() == 0) return true;
  for (const nanoseconds digit : {nanoseconds{1'000}, nanoseconds{1'000'000}}) {
    const auto is_whole = [&](WallTime time) {
      return time.time_since_epoch().count() % digit.count() == 0;
    };
    if (apart < digit && (is_whole(left) || is_whole(right))) return true;
  }
  return false;
}

bool is_one_time(const dom::element& left, const dom::element& right) {
  const auto one = time_in(left);
  const auto another = time_in(right);
  return one && another && is_one_time(*one, *another);
}

bool equal_scalars(const dom::element& left, const dom::element& right) {
  std::string_view text;
  std::string_view other_text;
  if (left.get(text) == simdjson::SUCCESS && right.get(other_text) == simdjson::SUCCESS)
    return text == other_text;
  std::int64_t number = 0;
  std::int64_t other_number = 0;
  if (left.get(number) == simdjson::SUCCESS && right.get(other_number) == simdjson::SUCCESS)
    return number == other_number;
  if (left.is_number() && right.is_number())
    return left.get<double>().value_unsafe() == right.get<double>().value_unsafe();
  bool truth = false;
  bool other_truth = false;
  if (left.get(truth) == simdjson::SUCCESS && right.get(other_truth) == simdjson::SUCCESS)
    return truth == other_truth;
  return left.is_null() && right.is_null();
}

}  // namespace streamctl::compare
