#include "core/time_text.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <ctime>

namespace streamctl {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::nanoseconds;
using std::chrono::seconds;

/// The years whose every day fits in 64 bits of nanoseconds.
constexpr int year_least = 1678;
constexpr int year_most = 2261;

constexpr std::size_t rfc3339_bytes_max = sizeof "2026-11-23T17:00:00.123456789Z";

/// Writes the last `count` digits of `number`, zeros in front. A load run writes a million times:
/// this takes a tenth of snprintf's time.
template <class Number>
void put_digits(std::string& text, Number number, std::size_t count) {
  text.append(count, '0');
  auto place = text.end();
  for (auto rest = static_cast<std::uint64_t>(number); count > 0; --count, rest /= 10)
    *--place = static_cast<char>('0' + rest % 10);
}

void append_to_the_second(WallTime time, std::string& text) {
  const auto day = floor<days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{floor<seconds>(time - day)};
  put_digits(text, int{date.year()}, 4);
  put_digits(text += '-', unsigned{date.month()}, 2);
  put_digits(text += '-', unsigned{date.day()}, 2);
  put_digits(text += 'T', clock.hours().count(), 2);
  put_digits(text += ':', clock.minutes().count(), 2);
  put_digits(text += ':', clock.seconds().count(), 2);
}

std::int64_t nanoseconds_of_second(WallTime time) {
  return nanoseconds{time - floor<seconds>(time)}.count();
}

std::string nanosecond_digits(WallTime time) {
  std::string digits;
  put_digits(digits, nanoseconds_of_second(time), 9);
  return digits;
}

constexpr bool is_digit(char one) {
  return one >= '0' && one <= '9';
}

/// Exactly `count` digits at the front of `text`, taken off it.
template <std::size_t count>
std::optional<int> take_number(std::string_view& text) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<nanoseconds> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return nanoseconds{0};
  constexpr std::array<std::int64_t, 10> units{
      1'000'000'000, 100'000'000, 10'000'000, 1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};
  std::int64_t value = 0;
  std::size_t digits = 0;
  while (digits + 1 < units.size() && digits < text.size() && is_digit(text[digits]))
    value = value * 10 + (text[digits++] - '0');
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  return nanoseconds{value * units[digits]};
}

std::optional<seconds> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return seconds{0};
  const bool east = take(text, '+');
  if (!east && !take(text, '-')) return std::nullopt;
  const auto hours = take_number<2>(text);
  if (!hours || !take(text, ':')) return std::nullopt;
  const auto minutes = take_number<2>(text);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const seconds offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
  return east ? offset : -offset;
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) {
  const auto year = take_number<4>(text);
  if (!year || *year < year_least || *year > year_most || !take(text, '-')) return std::nullopt;
  const auto month = take_number<2>(text);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_number<2>(text);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

std::optional<seconds> take_time_of_day(std::string_view& text) {
  const auto hour = take_number<2>(text);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_number<2>(text);
  if (!minute || !take(text, ':')) return std::nullopt;
  const auto second = take_number<2>(text);
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::hours{*hour} + std::chrono::minutes{*minute} + seconds{*second};
}

std::string local_text(WallTime time, const char* format) {
  const std::time_t whole = floor<seconds>(time).time_since_epoch().count();
  std::tm local{};
  localtime_r(&whole, &local);
  std::array<char, 40> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &local)};
}

}  // namespace

std::string rfc3339_micros(WallTime time) {
  std::string text;
  text.reserve(rfc3339_bytes_max);
  append_to_the_second(time, text);
  put_digits(text += '.', nanoseconds_of_second(time) / 1000, 6);
  text += 'Z';
  return text;
}

std::string rfc3339_trimmed(WallTime time) {
  std::string text;
  text.reserve(rfc3339_bytes_max);
  append_rfc3339_trimmed(time, text);
  return text;
}

void append_rfc3339_trimmed(WallTime time, std::string& text) {
  append_to_the_second(time, text);
  if (const auto fraction = nanoseconds_of_second(time); fraction != 0) {
    put_digits(text += '.', fraction, 9);
    text.erase(text.find_last_not_of('0') + 1);
  }
  text += 'Z';
}

std::optional<WallTime> parse_rfc3339(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !(take(text, 'T') || take(text, 't') || take(text, ' '))) return std::nullopt;
  const auto clock = take_time_of_day(text);
  if (!clock) return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return WallTime{*date} + *clock + *fraction - *offset;
}

std::string local_date_text(WallTime time) {
  return local_text(time, "%Y-%m-%d %H:%M:%S");
}

std::optional<WallTime> parse_local_date(std::string_view text) {
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  seconds clock{0};
  if (!text.empty()) {
    if (!take(text, ' ') && !take(text, 'T')) return std::nullopt;
    std::string whole(text);
    if (text.size() == 5) whole += ":00";
    std::string_view rest = whole;
    const auto time = take_time_of_day(rest);
    if (!time || !rest.empty()) return std::nullopt;
    clock = *time;
  }
  const std::chrono::year_month_day day{*date};
  std::tm parts{};
  parts.tm_year = static_cast<int>(day.year()) - 1900;
  parts.tm_mon = static_cast<int>(static_cast<unsigned>(day.month())) - 1;
  parts.tm_mday = static_cast<int>(static_cast<unsigned>(day.day()));
  parts.tm_sec = static_cast<int>(clock.count());  // mktime() makes hours and minutes of them.
  parts.tm_isdst = -1;
  const std::time_t time = std::mktime(&parts);
  if (time == -1 || time > last_wall_second) return std::nullopt;
  return WallTime{seconds{time}};
}

std::string local_clock_text(WallTime time) {
  return local_text(time, "%H:%M:%S") + "." + nanosecond_digits(time).substr(0, 3);
}

std::string local_time_text(WallTime time) {
  const bool is_whole = time == floor<seconds>(time);
  return local_date_text(time) + (is_whole ? "" : "." + nanosecond_digits(time).substr(0, 3));
}

}  // namespace streamctl
