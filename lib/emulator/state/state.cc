#include "emulator/state/state.h"

#include <utility>

namespace streamctl::emulator {

namespace {

HookReach hook_reach(const StateOptions& options) {
  HookReach reach{options.hooks_anywhere, {}};
  for (const auto* urls : {&options.webhook_urls, &options.queue_urls})
    reach.named.insert(urls->begin(), urls->end());
  return reach;
}

}  // namespace

State::State(StateOptions given, const Clock& wall, Random generator)
    : options(std::move(given)),
      clock(&wall),
      now(wall.now()),
      random(generator),
      store(options.store_bytes_max),
      app(hook_reach(options)),
      authority(options.api_key, options.secret) {}

}  // namespace streamctl::emulator
