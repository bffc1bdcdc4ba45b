#include <memory>
#include <regex>
#include <string>
#include <utility>

#include "core/text.h"
#include "net/http_client/http_client.h"
#include "tunnel/address_reader.h"

namespace streamctl::tunnel {
namespace {

/// The rest of a longer line is not searched.
constexpr std::size_t searched_bytes_max = 4096;

/// A program whose lines are compared in a time that depends on their length alone: libstdc++ then
/// simulates the automaton instead of trying alternatives one by one. libc++ gives a line up.
#if defined(__GLIBCXX__)
constexpr auto syntax = std::regex::ECMAScript | std::regex_constants::__polynomial;
#else
constexpr auto syntax = std::regex::ECMAScript;
#endif

bool finds(const std::regex& regex, const std::string& text, std::smatch& match) {
  try {
    return std::regex_search(text, match, regex);
  } catch (const std::regex_error&) {  // It takes too many steps.
    return false;
  }
}

std::string with_scheme(std::string text) {
  if (text.starts_with("http://") || text.starts_with("https://")) return text;
  const bool has_port = text.substr(0, text.find('/')).find(':') != std::string::npos;
  return (has_port ? "http://" : "https://") + text;
}

}  // namespace

Result<AddressReader> reader_by_match(const std::string& expression) {
  std::shared_ptr<const std::regex> regex;
  try {
    regex = std::make_shared<const std::regex>(expression, syntax);
  } catch (const std::regex_error& error) {
    if (error.code() == std::regex_constants::error_complexity)
      return usage_error("'" + printable(expression) + "' has a back-reference",
                         "write it without one");
    return usage_error("'" + printable(expression) + "' is not a regular expression",
                       "the syntax is that of JavaScript: 'https://[a-z0-9-]+\\.example\\.com'");
  }
  return AddressReader([regex](const std::string& line) -> std::optional<Saying> {
    std::smatch match;
    const std::string searched = line.substr(0, searched_bytes_max);
    if (!finds(*regex, searched, match)) return std::nullopt;
    const std::string url = with_scheme(match.size() > 1 ? match[1].str() : match.str());
    if (!net::check_url(url)) return std::nullopt;
    return Saying{url};
  });
}

}  // namespace streamctl::tunnel
