#include "emulator/serve/hook_dispatcher.h"

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "emulator/serve/hook_channel.h"
#include "emulator/serve/queue_channel.h"

namespace streamctl::emulator {

namespace {

std::string text_of(const Json& event, DateForm dates) {
  if (dates == DateForm::text) return json_line(event);
  Json converted = event;
  times_to_nanoseconds(converted);
  return json_line(converted);
}

}  // namespace

HookDispatcher::HookDispatcher(HookOptions options, const Clock& clock, Random random,
                               std::function<void(DeliveryActivity&&)> delivered)
    : options_(std::move(options)),
      clock_(clock),
      random_(random),
      delivered_(std::move(delivered)) {}

std::vector<DroppedActivity> HookDispatcher::send(const Event& event,
                                                  const std::vector<HookTarget>& targets) {
  std::vector<DroppedActivity> dropped;
  if (targets.empty()) return dropped;
  const auto body = std::make_shared<const std::string>(text_of(event.body, options_.dates));
  for (const HookTarget& target : targets) {
    delivery::Outgoing outgoing;
    outgoing.webhook_id = random_.uuid();
    outgoing.type = event.type;
    outgoing.call_cid = event.call_cid;
    outgoing.body = body;
    outgoing.gzip = target.gzip;
    Hook* hook = hook_for(target);
    if (hook != nullptr && send(*hook, std::move(outgoing))) continue;
    dropped.push_back({clock_.now(), event.type, target.url,
                       hook == nullptr ? "it cannot be reached: check its URL and credentials"
                                       : "too much waits for this URL, or for all of them"});
  }
  return dropped;
}

void HookDispatcher::close(SteadyTime until) {
  for (auto& [url, hook] : hooks_)
    hook.channel->close(until);
  hooks_.clear();
}

bool HookDispatcher::send(Hook& hook, delivery::Outgoing&& outgoing) {
  auto held = pending_.hold(std::move(outgoing.body));
  if (held != nullptr) held = hook.pending.hold(std::move(held));
  if (held == nullptr) return false;
  outgoing.body = std::move(held);
  return hook.channel->send(std::move(outgoing));
}

HookDispatcher::Hook* HookDispatcher::hook_for(const HookTarget& target) {
  const auto found = hooks_.find(target.url);
  if (found != hooks_.end()) return &found->second;
  if (hooks_.size() >= hook_channels_max) return nullptr;
  auto channel = open_channel(target);
  if (channel == nullptr) return nullptr;
  Hook& hook = hooks_[target.url];
  hook.channel = std::move(channel);
  return &hook;
}

std::unique_ptr<Channel> HookDispatcher::open_channel(const HookTarget& target) {
  auto done = [this, url = target.url](delivery::Delivery&& delivery) {
    delivered_({std::move(delivery), url});
  };
  if (target.is_queue) {
    if (!options_.open_queue) return nullptr;
    auto client = options_.open_queue(target);
    if (!client) return nullptr;
    return std::make_unique<QueueChannel>(*std::move(client), clock_, Random(random_.next()),
                                          std::move(done));
  }
  delivery::Target webhook = options_.webhook;
  webhook.url = target.url;
  return std::make_unique<HookChannel>(std::move(webhook), options_.policy, clock_,
                                       std::move(done));
}

}  // namespace streamctl::emulator
