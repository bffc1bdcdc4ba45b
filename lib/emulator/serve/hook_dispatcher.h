// Sends events to the hooks of the app: one channel for each URL, opened when first needed.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/random.h"
#include "core/result.h"
#include "delivery/policy.h"
#include "emulator/serve/activity.h"
#include "emulator/serve/channel.h"
#include "emulator/serve/pending_bytes.h"
#include "emulator/state/app.h"
#include "emulator/state/dates.h"
#include "emulator/state/event.h"
#include "sqs/client.h"

namespace streamctl::emulator {

constexpr std::size_t hook_channels_max = 64;  ///< URLs, including those of former hooks.

struct HookOptions {
  delivery::Policy policy;
  delivery::Target webhook;         ///< Of each webhook; its `url` is replaced by the hook's.
  DateForm dates = DateForm::text;  ///< In webhooks and on queues.
  /// Opens the SQS queue of a hook; null if queues are not supported.
  std::function<Result<std::unique_ptr<sqs::Client>>(const HookTarget&)> open_queue;
};

/// For one thread.
class HookDispatcher {
 public:
  /// `delivered` runs on threads of the channels, until the destructor returns.
  HookDispatcher(HookOptions options, const Clock& clock, Random random,
                 std::function<void(DeliveryActivity&&)> delivered);

  /// Queues an event for each target. Returns what could not be queued.
  std::vector<DroppedActivity> send(const Event& event, const std::vector<HookTarget>& targets);

  /// Waits for the deliveries under way, at most until then. Those that are still in flight then
  /// fail; events that still wait for their turn are dropped without a report.
  void close(SteadyTime until);

 private:
  struct Hook {
    std::unique_ptr<Channel> channel;
    PendingBytes pending{hook_bytes_max};
  };
  /// Null if the hook cannot be reached.
  Hook* hook_for(const HookTarget& target);
  std::unique_ptr<Channel> open_channel(const HookTarget& target);
  /// False, and nothing sent, if too much waits for this hook or for all of them.
  bool send(Hook& hook, delivery::Outgoing&& outgoing);

  HookOptions options_;
  const Clock& clock_;
  Random random_;
  std::function<void(DeliveryActivity&&)> delivered_;
  PendingBytes pending_{hooks_bytes_max};  ///< Of all hooks.
  std::map<std::string, Hook> hooks_;      ///< By URL.
};

}  // namespace streamctl::emulator
