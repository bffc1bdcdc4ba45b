// The actions that send events: replay, forge, and an event edited by hand. They use the engines of
// the commands of these names.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "core/clock.h"
#include "core/random.h"
#include "core/result.h"
#include "delivery/deliver_all.h"
#include "delivery/envelope.h"
#include "inspector/actions.h"
#include "inspector/body.h"
#include "inspector/store.h"

namespace streamctl::inspector {

/// A target, with the secret that signs, for a URL as people type it. Thread-safe. Kind usage or
/// config.
using FindTarget = std::function<Result<delivery::Target>(const std::string& to)>;

constexpr std::size_t replayed_max = 1000;
constexpr std::uint64_t forged_max = 1000;

struct SendingParts {
  const Store& store;
  Actions& actions;
  const Clock& clock;
  FindTarget target;
  std::string default_to;  ///< For a change that names no target.
};

/// Safe to use from any thread.
class Sending {
 public:
  Sending(SendingParts parts, Random random) : parts_(std::move(parts)), random_(random) {}

  /// Each answers 202 with the id of an action, or says what is wrong with the change.
  PageAnswer replay(Body body);
  PageAnswer forge(Body body);
  PageAnswer send(Body body);
  PageAnswer check(Body body);

 private:
  struct Way;
  Result<Way> way(Body& body);
  Random next_random();
  PageAnswer deliver(const char* name, Way&& way, delivery::Source source);

  SendingParts parts_;
  std::mutex mutex_;
  Random random_;
};

}  // namespace streamctl::inspector
