#include "emulator/serve/hook_channel.h"

#include <algorithm>
#include <utility>

namespace streamctl::emulator {
namespace {

/// How far to look for a delivery whose call is free, so that one slow call does not delay the
/// others.
constexpr std::ptrdiff_t look_ahead = 256;

delivery::SenderOptions options_of(delivery::Target target, delivery::Policy policy) {
  delivery::SenderOptions options;
  options.target = std::move(target);
  options.policy = policy;
  options.concurrency = hook_in_flight_max;
  return options;
}

}  // namespace

HookChannel::OrderedSender::OrderedSender(delivery::Target target, delivery::Policy policy,
                                          const Clock& clock, Done done)
    : sender_(options_of(std::move(target), policy),
              {nullptr,
               [this, done = std::move(done)](delivery::Delivery&& delivery) {
                 busy_.erase(delivery.call_cid);
                 done(std::move(delivery));
               }},
              clock) {}

void HookChannel::OrderedSender::poll(std::chrono::nanoseconds wait) {
  while (start_next()) {
  }
  sender_.poll(wait);
}

bool HookChannel::OrderedSender::start_next() {
  if (!sender_.has_room()) return false;
  const auto end =
      waiting_.begin() + std::min(look_ahead, static_cast<std::ptrdiff_t>(waiting_.size()));
  const auto next = std::find_if(waiting_.begin(), end, [&](const delivery::Outgoing& one) {
    return one.call_cid.empty() || !busy_.contains(one.call_cid);
  });
  if (next == end) return false;
  delivery::Outgoing outgoing = std::move(*next);
  waiting_.erase(next);
  if (!outgoing.call_cid.empty()) busy_.insert(outgoing.call_cid);
  sender_.send(std::move(outgoing));
  return true;
}

void HookChannel::OrderedSender::cut() {
  waiting_.clear();
  sender_.cut();
}

HookChannel::HookChannel(delivery::Target target, delivery::Policy policy, const Clock& clock,
                         Done done)
    : worker_(hook_jobs_max, clock, std::move(target), policy, clock, std::move(done)) {}

}  // namespace streamctl::emulator
