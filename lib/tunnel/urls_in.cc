#include "tunnel/urls_in.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

#include "core/text.h"

namespace streamctl::tunnel {
namespace {

constexpr std::size_t host_bytes_max = 253;  // RFC 1035.
/// A user and password are looked for in as many bytes.
constexpr std::size_t authority_bytes_max = 512;

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

bool is_host_byte(char byte) {
  return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         byte == '.' || byte == '-';
}

/// Whether `digits` are a number from 1 to 65535.
bool is_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return error == std::errc{} && port != 0 && end == digits.data() + digits.size();
}

std::string_view front_of(std::string_view text, bool (*belongs)(char)) {
  return text.substr(0, static_cast<std::size_t>(
                            std::find_if_not(text.begin(), text.end(), belongs) - text.begin()));
}

}  // namespace

std::string FoundUrl::text() const {
  return scheme + "://" + host + (port.empty() ? "" : ":" + port);
}

FoundUrl host_at(std::string_view text) {
  text = text.substr(0, authority_bytes_max);
  FoundUrl found;
  std::string_view host = front_of(text, is_host_byte);
  std::string_view rest = text.substr(host.size());
  if (rest.starts_with(':')) {
    const std::string_view port = front_of(rest.substr(1), is_digit);
    if (!port.empty() && !is_port(port)) return {};
    found.port = port;
    rest.remove_prefix(1 + port.size());
  }
  // Behind a user and a password comes the host.
  if (rest.starts_with('@') || (rest.find('@') < rest.find_first_of("/ ?#"))) return {};
  while (host.ends_with('.'))  // The end of a sentence.
    host.remove_suffix(1);
  if (host.size() > host_bytes_max || host.starts_with('.') || host.starts_with('-') ||
      host.find("..") != std::string_view::npos)
    return {};
  found.host = lower_ascii(host);
  return found;
}

std::vector<FoundUrl> urls_in(std::string_view text) {
  std::vector<FoundUrl> urls;
  for (std::size_t at = text.find("://"); at != std::string_view::npos;
       at = text.find("://", at + 1)) {
    const std::string_view before = text.substr(0, at);
    const bool is_https = before.ends_with("https");
    if (!is_https && !before.ends_with("http")) continue;
    FoundUrl found = host_at(text.substr(at + 3));
    if (found.host.empty()) continue;
    found.scheme = is_https ? "https" : "http";
    urls.push_back(std::move(found));
  }
  return urls;
}

bool is_below(std::string_view host, std::string_view domain) {
  return host.size() > domain.size() + 1 && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.';
}

}  // namespace streamctl::tunnel
