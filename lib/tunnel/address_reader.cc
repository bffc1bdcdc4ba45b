#include "tunnel/address_reader.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "tunnel/urls_in.h"

namespace streamctl::tunnel {
namespace {

using Found = std::optional<Saying>;

bool holds(const std::string& line, std::string_view words) {
  return line.find(words) != std::string::npos;
}

/// What follows `marker`; nothing if it is not in the line.
std::optional<std::string_view> behind(const std::string& line, std::string_view marker) {
  const auto at = line.find(marker);
  if (at == std::string::npos) return std::nullopt;
  return std::string_view(line).substr(at + marker.size());
}

/// The first URL behind `marker`, of any host.
Found url_behind(const std::string& line, std::string_view marker) {
  const auto rest = behind(line, marker);
  if (!rest) return std::nullopt;
  const auto urls = urls_in(*rest);
  if (urls.empty()) return std::nullopt;
  return Saying{urls.front().text()};
}

/// A text field of an object, or empty.
std::string text_in(const Json& object, const char* name) {
  const auto field = object.find(name);
  return field != object.end() && field->is_string() ? field->get<std::string>() : "";
}

/// The line if it is a JSON object; else null.
Json object_in(const std::string& line) {
  if (!line.starts_with('{')) return nullptr;
  auto value = parse_json(line);
  return value && value->is_object() ? *std::move(value) : Json(nullptr);
}

/// Prints links to its terms first, then the address in a box of its own lines, and may name
/// api.trycloudflare.com in errors. Source: cloudflared's quick_tunnel.go; up to 2022 a connection
/// was reported as "Connection UUID registered".
Found cloudflared(const std::string& line) {
  if (holds(line, "Registered tunnel connection") ||
      (holds(line, "Connection ") && holds(line, " registered connIndex=")))
    return Saying{"", true};
  for (const FoundUrl& url : urls_in(line)) {
    const bool is_quick = is_below(url.host, "trycloudflare.com") &&
                          std::count(url.host.begin(), url.host.end(), '.') == 2;
    if (is_quick && url.scheme == "https" && url.host != "api.trycloudflare.com")
      return Saying{url.text()};
  }
  return std::nullopt;
}

/// A field of a line of logfmt: `name=value` or `name="value"`.
std::string logfmt_field(const std::string& line, const std::string& name) {
  const auto rest = behind(line, " " + name + "=");
  if (!rest) return "";
  const bool is_quoted = rest->starts_with('"');
  const std::string_view value = rest->substr(is_quoted ? 1 : 0);
  return std::string(value.substr(0, value.find(is_quoted ? '"' : ' ')));
}

/// Its log has one object a line, or logfmt; other lines may come between. Source: ngrok's
/// documentation of `log_format`, and logs in public.
Found ngrok(const std::string& line) {
  const Json object = object_in(line);
  const bool is_object = object.is_object();
  const std::string message = is_object ? text_in(object, "msg") : logfmt_field(line, "msg");
  if (message != "started tunnel") return std::nullopt;
  const auto urls = urls_in(is_object ? text_in(object, "url") : logfmt_field(line, "url"));
  if (urls.empty()) return std::nullopt;
  return Saying{urls.front().text()};
}

/// With --output json two shapes of events, among other lines; else a sentence. The name may change
/// while the connection lives. Source: localhost.run's docs/cli.md, and logs in public.
Found localhost_run(const std::string& line) {
  const Json object = object_in(line);
  std::string host;
  if (object.is_object()) {
    const bool is_accepted = text_in(object, "authz_code") == "OK" ||
                             text_in(object, "type").ends_with("register.accepted");
    if (!is_accepted) return std::nullopt;
    host = text_in(object, "address");
    const std::string id = text_in(object, "id");
    if (host.empty()) host = id.substr(id.rfind('/') + 1);
  } else if (holds(line, "tunneled with tls termination")) {
    return url_behind(line, "tunneled with tls termination");
  }
  FoundUrl found = host_at(host);
  if (found.host.find('.') == std::string::npos || found.host.size() != host.size())
    return std::nullopt;
  found.scheme = "https";
  return Saying{found.text()};
}

/// Prints its dashboard first, then bare addresses, http before https, of two domains for one
/// tunnel. Source: logs in public.
AddressReader pinggy() {
  return [is_found = false](const std::string& line) mutable -> Found {
    const std::string_view text = trimmed(line);
    if (is_found || !text.starts_with("https://")) return std::nullopt;
    const auto urls = urls_in(text);
    if (urls.size() != 1 || text.find(' ') != std::string_view::npos) return std::nullopt;
    const std::string& host = urls.front().host;
    for (const char* domain : {"pinggy.link", "pinggy-free.link", "pinggy.net", "pinggy.online"})
      is_found = is_found || is_below(host, domain);
    return is_found ? Found(Saying{urls.front().text()}) : std::nullopt;
  };
}

/// Only with a port that the server chose does ssh say anything, on standard error. Source:
/// OpenSSH's ssh.c.
AddressReader own_ssh(const std::string& origin) {
  return [origin](const std::string& line) -> Found {
    const auto rest = behind(line, "Allocated port ");
    if (!rest || !holds(line, " for remote forward to ")) return std::nullopt;
    const FoundUrl port = host_at("x:" + std::string(*rest));
    if (port.port.empty()) return std::nullopt;
    return Saying{origin + ":" + port.port};
  };
}

/// The address stands alone, below a heading that says whether it is public. Source: tailscale's
/// serve_v2.go.
AddressReader tailscale() {
  return [is_public = false](const std::string& line) mutable -> Found {
    if (holds(line, "Available on the internet")) is_public = true;
    if (holds(line, "Available within your tailnet")) is_public = false;
    const std::string_view text = trimmed(line);
    const auto urls = urls_in(text);
    if (!is_public || !text.starts_with("https://") || urls.empty() ||
        !is_below(urls.front().host, "ts.net"))
      return std::nullopt;
    return Saying{urls.front().text()};
  };
}

/// One address with a port and one without, in one line, and another to inspect the traffic.
/// Source: Microsoft's documentation of dev tunnels, and logs in public.
Found devtunnel(const std::string& line) {
  if (!holds(line, "Connect via browser") && !holds(line, "Hosting port")) return std::nullopt;
  Found found;
  for (const FoundUrl& url : urls_in(line)) {
    if (!is_below(url.host, "devtunnels.ms") || holds(url.host, "-inspect.")) continue;
    if (!found || url.port.empty()) found = Saying{url.text()};
  }
  return found;
}

/// The address follows its heading: in the next line, or in the same JSON message; since version 2
/// without a scheme. Source: zrok's sharePublic.go.
AddressReader zrok() {
  static constexpr std::string_view heading = "access your zrok share at the following endpoint";
  return [is_next = false](const std::string& line) mutable -> Found {
    const Json object = object_in(line);
    std::string text = object.is_object() ? text_in(object, "msg") : line;
    if (const auto rest = behind(text, heading)) {
      is_next = true;
      const auto end = rest->find('\n');
      if (end == std::string_view::npos) return std::nullopt;
      text = std::string(rest->substr(end + 1));
    }
    if (!std::exchange(is_next, false)) return std::nullopt;
    const auto urls = urls_in(text);
    if (!urls.empty()) return Saying{urls.front().text()};
    const FoundUrl bare = host_at(trimmed(text));
    if (bare.host.find('.') == std::string::npos) return std::nullopt;
    return Saying{"https://" + bare.host};
  };
}

/// A port of a server, without TLS. Source: bore's client.rs.
Found bore(const std::string& line) {
  const auto rest = behind(line, "listening at ");
  if (!rest) return std::nullopt;
  FoundUrl found = host_at(*rest);
  if (found.host.empty() || found.port.empty()) return std::nullopt;
  found.scheme = "http";
  return Saying{found.text()};
}

}  // namespace

AddressReader reader_of(Service service, const std::string& origin) {
  switch (service) {
    case Service::cloudflared:
      return cloudflared;
    case Service::ngrok:
      return ngrok;
    case Service::localhost_run:
      return localhost_run;
    case Service::serveo:  // Links to its console in other lines. Source: logs in public.
      return
          [](const std::string& line) { return url_behind(line, "Forwarding HTTP traffic from "); };
    case Service::pinggy:
      return pinggy();
    case Service::own_ssh:
      return own_ssh(origin);
    case Service::tailscale:
      return tailscale();
    case Service::devtunnel:
      return devtunnel;
    case Service::zrok:
      return zrok();
    case Service::localtunnel:  // Source: localtunnel's bin/lt.js.
      return [](const std::string& line) { return url_behind(line, "your url is:"); };
    case Service::bore:
      return bore;
    case Service::matched:
    case Service::silent:
      break;
  }
  return [](const std::string& /*line*/) -> Found { return std::nullopt; };
}

bool says_when_connected(Service service) {
  return service == Service::cloudflared;
}

}  // namespace streamctl::tunnel
