#include "commands/watch/forwarder.h"

#include <utility>

#include "render/exchange_text.h"

namespace streamctl::cli {
namespace {

/// Enough for every delivery to a target and its exchanges under the longest policy.
constexpr std::size_t news_max = 8 * (watch_forwards_waiting_max + watch_forwards_max);

}  // namespace

WatchForwarder::WatchForwarder(const std::vector<listener::Route>& routes,
                               const delivery::Policy& policy, bool verbose, const Clock& clock,
                               std::function<void()> notify)
    : notify_(std::move(notify)), news_(news_max * routes.size()) {
  for (const listener::Route& route : routes) {
    workers_.push_back(
        std::make_unique<Worker>(watch_forwards_waiting_max, clock,
                                 delivery::SenderOptions{route.target, policy, watch_forwards_max},
                                 observer(workers_.size(), route.target.url, verbose), clock));
  }
}

WatchForwarder::~WatchForwarder() {
  news_.close();
}

delivery::Sender::Observer WatchForwarder::observer(std::size_t route, const std::string& url,
                                                    bool verbose) {
  delivery::Sender::Observer observer;
  observer.finished = [this, route](delivery::Delivery&& delivery) {
    report({route, std::move(delivery), ""});
  };
  if (verbose) {
    observer.exchanged = [this, route, url](const delivery::Envelope& sent,
                                            const net::HttpOutcome& came) {
      report({route, std::nullopt, exchange_text(url, sent, came)});
    };
  }
  return observer;
}

void WatchForwarder::report(News&& news) {
  if (news_.push(std::move(news))) notify_();
}

}  // namespace streamctl::cli
