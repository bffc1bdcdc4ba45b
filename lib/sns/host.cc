#include "sns/host.h"

#include <algorithm>
#include <cstddef>

#include "core/text.h"

namespace streamctl::sns {
namespace {

constexpr std::size_t url_bytes_max = 2048;

bool all(std::string_view text, bool (*holds)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), holds);
}

bool is_letter(char byte) {
  return byte >= 'a' && byte <= 'z';
}

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

/// "eu-central-1", "us-gov-west-1". Strict, since customers have names under amazonaws.com too:
/// sns.s3-us-west-2.amazonaws.com belongs to the owner of the S3 bucket "sns".
bool is_region(std::string_view text) {
  const auto parts = split(text, '-');
  if (parts.size() < 3 || parts.size() > 4) return false;
  return parts.front().size() == 2 && parts.back().size() <= 2 && all(parts.back(), is_digit) &&
         std::all_of(parts.begin(), parts.end() - 1,
                     [](std::string_view part) { return all(part, is_letter); });
}

bool is_host_of_sns(std::string_view host) {
  constexpr std::string_view service = "sns.";
  if (!host.starts_with(service)) return false;
  host.remove_prefix(service.size());
  const auto end = std::min(host.find('.'), host.size());
  const std::string_view domain = host.substr(end);
  return is_region(host.substr(0, end)) &&
         (domain == ".amazonaws.com" || domain == ".amazonaws.com.cn");
}

/// "https://host:443" of "https://host:443/path?query"; all of it where there is no path.
std::string_view origin_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return url;
  return url.substr(0, url.find('/', scheme + 3));
}

/// Neither a space nor a control character, nor a character that URL parsers disagree about.
bool is_plain(char byte) {
  return byte > ' ' && byte < '\x7F' && byte != '\\' && byte != '#' && byte != '@';
}

}  // namespace

bool is_of_sns(std::string_view url, std::string_view endpoint) {
  if (url.size() > url_bytes_max || !all(url, is_plain)) return false;
  std::string_view origin = origin_of(url);
  if (origin.size() == url.size()) return false;
  if (!endpoint.empty()) return origin == origin_of(endpoint);
  constexpr std::string_view scheme = "https://";
  constexpr std::string_view port = ":443";
  if (!origin.starts_with(scheme)) return false;
  origin.remove_prefix(scheme.size());
  if (origin.ends_with(port)) origin.remove_suffix(port.size());
  return is_host_of_sns(origin);
}

bool is_certificate_of_sns(std::string_view url, std::string_view endpoint) {
  return is_of_sns(url, endpoint) && url.ends_with(".pem") &&
         url.find('?') == std::string_view::npos;
}

}  // namespace streamctl::sns
