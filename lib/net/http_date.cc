#include "net/http_date.h"

#include <chrono>
#include <string>

#include <curl/curl.h>

namespace streamctl::net {

namespace {

constexpr std::size_t date_bytes_max = 64;
constexpr std::time_t last_second = 9'183'110'400;  // 2261-01-01.

}  // namespace

std::optional<WallTime> parse_http_date(std::string_view text) {
  // libcurl takes a bare number for a date of some sort; a field of HTTP names its month.
  if (text.size() > date_bytes_max || text.find(':') == std::string_view::npos ||
      text.find('\0') != std::string_view::npos)
    return std::nullopt;
  const std::time_t seconds = curl_getdate(std::string(text).c_str(), nullptr);
  if (seconds < 0 || seconds > last_second) return std::nullopt;
  return WallTime{std::chrono::seconds{seconds}};
}

}  // namespace streamctl::net
