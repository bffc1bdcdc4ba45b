#include "emulator/serve/hook_channel.h"

#include <algorithm>
#include <utility>

namespace streamctl::emulator {

using std::chrono::nanoseconds;

namespace {

/// Looked at for one whose call is free, so that one slow call does not hold up the others.
constexpr std::ptrdiff_t look_ahead = 256;

delivery::SenderOptions options_of(delivery::Target target, delivery::Policy policy) {
  delivery::SenderOptions options;
  options.target = std::move(target);
  options.policy = policy;
  options.concurrency = hook_in_flight_max;
  return options;
}

}  // namespace

HookChannel::HookChannel(delivery::Target target, delivery::Policy policy, const Clock& clock,
                         Done done)
    : clock_(clock),
      done_(std::move(done)),
      queue_(hook_jobs_max),
      sender_(options_of(std::move(target), policy),
              {nullptr,
               [this](delivery::Delivery&& delivery) {
                 busy_.erase(delivery.call_cid);
                 done_(std::move(delivery));
               }},
              clock),
      thread_([this] { run(); }) {}

HookChannel::~HookChannel() {
  close(clock_.steady());
}

bool HookChannel::send(delivery::Outgoing outgoing) {
  if (!queue_.try_push(std::move(outgoing))) return false;
  sender_.wake();
  return true;
}

void HookChannel::close(SteadyTime until) {
  ends_.try_push(SteadyTime(until));
  queue_.close();
  sender_.wake();
}

bool HookChannel::start_next() {
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

void HookChannel::run() {
  constexpr nanoseconds wait_max = std::chrono::milliseconds{500};  // send() ends it earlier.
  std::optional<SteadyTime> until;
  while (true) {
    while (waiting_.size() < hook_jobs_max) {
      auto next = queue_.pop_for(nanoseconds{0});
      if (!next) break;
      waiting_.push_back(*std::move(next));
    }
    while (start_next()) {
    }
    if (!until) until = ends_.pop_for(nanoseconds{0});
    const bool is_done = waiting_.empty() && sender_.in_flight() == 0;
    if (until && (is_done || clock_.steady() >= *until)) break;
    const nanoseconds wait =
        until ? std::clamp<nanoseconds>(*until - clock_.steady(), nanoseconds{0}, wait_max)
              : wait_max;
    sender_.poll(wait);
  }
  waiting_.clear();
  sender_.cut();
}

}  // namespace streamctl::emulator
