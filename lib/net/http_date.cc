#include "net/http_date.h"

#include <chrono>
#include <ctime>

#include <curl/curl.h>

namespace streamctl::net {

namespace {

constexpr std::size_t date_bytes_max = 64;

/// "07": chrono's calendar types count days and months in unsigned, hours and so on in long.
std::string two_digits(std::int64_t number) {
  std::string text = std::to_string(number);
  return text.size() < 2 ? "0" + text : text;
}

}  // namespace

std::string http_date(WallTime time) {
  using namespace std::chrono;
  constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<std::chrono::days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<seconds>(time - day)};
  std::string text{days[weekday{day}.c_encoding()]};
  text.append(", ").append(two_digits(unsigned{date.day()})).append(" ");
  text.append(months[unsigned{date.month()} - 1]).append(" ");
  text.append(std::to_string(int{date.year()})).append(" ");
  text.append(two_digits(clock.hours().count())).append(":");
  text.append(two_digits(clock.minutes().count())).append(":");
  text.append(two_digits(clock.seconds().count())).append(" GMT");
  return text;
}

std::optional<WallTime> parse_http_date(std::string_view text) {
  // libcurl also accepts a bare number as a date, which an HTTP field never is.
  if (text.size() > date_bytes_max || text.find(':') == std::string_view::npos ||
      text.find('\0') != std::string_view::npos)
    return std::nullopt;
  const std::time_t seconds = curl_getdate(std::string(text).c_str(), nullptr);
  if (seconds < 0 || seconds > last_wall_second) return std::nullopt;
  return WallTime{std::chrono::seconds{seconds}};
}

}  // namespace streamctl::net
