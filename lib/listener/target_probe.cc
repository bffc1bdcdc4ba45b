#include "listener/target_probe.h"

#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>

#include "core/environment.h"
#include "core/text.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/proxy.h"
#include "net/http_server/port_use.h"

namespace streamctl::listener {

namespace {

constexpr std::uint16_t ports_of_root = 1024;  // Whether these are in use is not told to others.

/// The port of an http URL.
std::uint16_t port_of(std::string_view url) {
  constexpr std::uint16_t usual = 80;
  url.remove_prefix(url.find("://") + 3);
  const std::string_view place = url.substr(0, url.find_first_of("/?#"));
  const auto colon = place.rfind(':');
  if (colon == std::string_view::npos || place.ends_with(']')) return usual;
  std::uint16_t port = usual;
  std::from_chars(place.data() + colon + 1, place.data() + place.size(), port);
  return port;
}

/// Whether a program listens there, told without a connection, which a server that takes only one
/// would miss.
bool is_surely_there(const std::string& url) {
  if (!lower_ascii(url).starts_with("http:") || !net::leads_to_this_machine(net::host_of(url)))
    return false;
  const std::uint16_t port = port_of(url);
  return port >= ports_of_root && net::is_port_used(port);
}

}  // namespace

TargetProbe::TargetProbe(const std::vector<Route>& routes, const Clock& clock,
                         std::function<void()> notify)
    : notify_(std::move(notify)),
      worker_(routes_max, clock, routes_max,
              [this](net::HttpMulti& http, Job&& job) { start(http, std::move(job)); }) {
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const std::string& url = routes[i].target.url;
    if (net::proxy_for(url, process_environment()) || is_surely_there(url)) continue;
    Job job{i, {}};
    job.request.url = routes[i].target.url;
    job.request.trust = routes[i].target.trust;
    job.request.connect_timeout = job.request.timeout = routes[i].target.connect_timeout;
    job.request.connects_only = true;
    worker_.send(std::move(job));
  }
}

void TargetProbe::start(net::HttpMulti& http, Job&& job) {
  http.start(std::move(job.request), [this, route = job.route](net::HttpOutcome&& outcome) {
    if (outcome.kind == net::HttpOutcome::Kind::answered) return;
    const std::scoped_lock lock(mutex_);
    found_.push_back({route, printable(outcome.error)});
    notify_();
  });
}

std::vector<TargetProbe::Silent> TargetProbe::take() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(found_, {});
}

}  // namespace streamctl::listener
