#include "listener/target_probe.h"

#include <utility>

#include "core/environment.h"
#include "core/text.h"
#include "net/http_client/proxy.h"

namespace streamctl::listener {

TargetProbe::TargetProbe(const std::vector<Route>& routes, const Clock& clock,
                         std::function<void()> notify)
    : notify_(std::move(notify)),
      worker_(routes_max, clock, routes_max,
              [this](net::HttpMulti& http, Job&& job) { start(http, std::move(job)); }) {
  for (std::size_t i = 0; i < routes.size(); ++i) {
    if (net::proxy_for(routes[i].target.url, process_environment())) continue;
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
