// Everything that the emulator keeps between requests.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/clock.h"
#include "core/random.h"
#include "core/secret.h"
#include "emulator/state/app.h"
#include "emulator/state/auth.h"
#include "emulator/state/injected_failures.h"
#include "emulator/state/rate_limits.h"
#include "emulator/state/schedule.h"
#include "emulator/state/shared_json.h"
#include "emulator/state/store.h"
#include "emulator/state/watchers.h"

namespace streamctl::emulator {

/// The default secret. It is published, so anybody can sign with it.
constexpr const char* published_secret = "emulator-secret";

struct StateOptions {
  std::string api_key = "emulator";
  Secret secret{published_secret};
  std::vector<std::string> webhook_urls;
  std::vector<std::string> queue_urls;  ///< SQS queues.
  bool hooks_anywhere = false;          ///< See HookReach.
  std::size_t store_bytes_max = emulator::store_bytes_max;
  bool gzip = false;  ///< Compresses the webhooks of `webhook_urls`.
  SharedJson seed;    ///< See seed(); null for none.
};

/// Plain data: the functions of operations/ and engine/ work on it.
struct State {
  State(StateOptions given, const Clock& wall, Random generator);

  /// Sets `now`. Every entry point of engine/ calls it first, so that all times of one step agree.
  void read_clock() { now = clock->now(); }

  StateOptions options;
  const Clock* clock;
  WallTime now;  ///< When the request, frame or deadline being handled arrived.
  Random random;
  Store store;
  App app;
  Authority authority;
  RateLimits rate_limits;
  Watchers watchers;
  InjectedFailures injected;
  Schedule schedule;
};

}  // namespace streamctl::emulator
