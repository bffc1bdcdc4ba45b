#include "commands/watch/forwarder.h"

#include <utility>

#include "render/exchange_text.h"

namespace streamctl::cli {
namespace {

/// Enough for every delivery and its exchanges under the longest policy.
constexpr std::size_t news_max = 8 * (watch_forwards_waiting_max + watch_forwards_max);

}  // namespace

WatchForwarder::WatchForwarder(delivery::Target target, const delivery::Policy& policy,
                               bool verbose, const Clock& clock, std::function<void()> notify)
    : notify_(std::move(notify)),
      news_(news_max),
      worker_(watch_forwards_waiting_max, clock,
              delivery::SenderOptions{target, policy, watch_forwards_max},
              observer(target.url, verbose), clock) {}

WatchForwarder::~WatchForwarder() {
  news_.close();
}

delivery::Sender::Observer WatchForwarder::observer(const std::string& url, bool verbose) {
  delivery::Sender::Observer observer;
  observer.finished = [this](delivery::Delivery&& delivery) { report({std::move(delivery), ""}); };
  if (verbose) {
    observer.exchanged = [this, url](const delivery::Envelope& sent, const net::HttpOutcome& came) {
      report({std::nullopt, exchange_text(url, sent, came)});
    };
  }
  return observer;
}

void WatchForwarder::report(News&& news) {
  if (news_.push(std::move(news))) notify_();
}

}  // namespace streamctl::cli
