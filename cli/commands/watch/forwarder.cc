#include "commands/watch/forwarder.h"

#include <utility>

#include "render/exchange_text.h"

namespace streamctl::cli {
namespace {

constexpr std::chrono::seconds poll_wait_max{1};  // send() wakes it earlier.

/// Every delivery has room, and its exchanges under the longest policy.
constexpr std::size_t news_max = 8 * (watch_forwards_waiting_max + watch_forwards_max);

}  // namespace

WatchForwarder::WatchForwarder(delivery::Target target, const delivery::Policy& policy,
                               bool verbose, const Clock& clock, std::function<void()> told)
    : url_(target.url),
      told_(std::move(told)),
      waiting_(watch_forwards_waiting_max),
      news_(news_max),
      sender_({std::move(target), policy, watch_forwards_max},
              {nullptr,
               [this](delivery::Delivery&& delivery) {
                 news_.push({std::move(delivery), ""});
                 told_();
               },
               verbose ? std::function<void(const delivery::Envelope&, const net::HttpOutcome&)>(
                             [this](const delivery::Envelope& sent, const net::HttpOutcome& came) {
                               news_.push({std::nullopt, exchange_text(url_, sent, came)});
                               told_();
                             })
                       : nullptr},
              clock),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

WatchForwarder::~WatchForwarder() {
  news_.close();
  thread_.request_stop();
  sender_.wake();
}

bool WatchForwarder::send(delivery::Outgoing&& outgoing) {
  if (!waiting_.try_push(std::move(outgoing))) return false;
  sender_.wake();
  return true;
}

void WatchForwarder::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    while (sender_.has_room()) {
      auto outgoing = waiting_.pop_for(std::chrono::nanoseconds{0});
      if (!outgoing) break;
      sender_.send(*std::move(outgoing));
    }
    sender_.poll(poll_wait_max);
  }
}

}  // namespace streamctl::cli
