// Finds the addresses of servers in text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace streamctl::tunnel {

/// "https://example.com:8443": the scheme, host and port of a URL in a text; never a user, a path
/// or a query.
struct FoundUrl {
  std::string scheme;  ///< "http" or "https".
  std::string host;    ///< In lower case: letters, digits, dots and hyphens.
  std::string port;    ///< From 1 to 65535, as written; may be empty.
  [[nodiscard]] std::string text() const;
};

/// The http and https URLs in `text`, in order, without those that have a user.
std::vector<FoundUrl> urls_in(std::string_view text);

/// The host and the port at the front of `text`, "bore.pub:4711"; an empty host if there is none.
FoundUrl host_at(std::string_view text);

/// Whether `host` is one below `domain`: "a.ngrok.app" and "ngrok.app", but not "ngrok.app" itself.
bool is_below(std::string_view host, std::string_view domain);

}  // namespace streamctl::tunnel
