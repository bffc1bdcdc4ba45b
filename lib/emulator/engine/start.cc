#include "emulator/engine/start.h"

#include <utility>

#include "emulator/engine/seed.h"

namespace streamctl::emulator {

namespace {

/// Adds the hooks and the seed of the options to an empty state.
Result<void> fill(State& state) {
  state.read_clock();
  for (const std::string& url : state.options.webhook_urls) {
    if (auto added = state.app.add_webhook(url, state.now, state.random); !added)
      return usage_error(added.error().text);
  }
  for (const std::string& url : state.options.queue_urls) {
    if (auto added = state.app.add_queue(url, state.now, state.random); !added)
      return usage_error(added.error().text);
  }
  state.app.compress_hooks(state.options.gzip);
  return seed(state, *state.options.seed);
}

}  // namespace

Result<State> make_state(StateOptions options, const Clock& clock, Random random) {
  State state(std::move(options), clock, random);
  if (auto filled = fill(state); !filled) return std::move(filled).error();
  return state;
}

void reset(State& state) {
  state = State(std::move(state.options), *state.clock, state.random);
  // It succeeded once, and depends on nothing that changed since.
  (void)fill(state).ok();
}

}  // namespace streamctl::emulator
