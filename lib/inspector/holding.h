// Deliveries that the page holds until the user decides about them.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "core/clock.h"
#include "core/json.h"
#include "core/result.h"
#include "inspector/body.h"
#include "inspector/bulletin.h"
#include "inspector/exchange.h"
#include "listener/holder.h"

namespace streamctl::inspector {

/// Deliveries that are held at a time, at most.
constexpr std::uint64_t held_max = 100;
/// Of their bodies together, unless it is one alone: each page is told them all.
constexpr std::size_t held_bytes_max = std::size_t{8} * 1024 * 1024;

/// Lets the listener go on with a delivery; see listener::Receiver::release(). Kind usage: it
/// cannot do that.
using Decide = std::function<Result<void>(std::uint64_t id, listener::Release how,
                                          std::optional<std::string> body)>;

/// Safe to use from any thread.
class Holding final : public listener::Holder {
 public:
  Holding(Bulletin& bulletin, const Clock& clock) : bulletin_(bulletin), clock_(clock) {}

  bool wants(const listener::Delivery& delivery) override;
  listener::Release held(std::uint64_t id, const listener::Delivery& delivery) override;
  void released(std::uint64_t id, listener::Release how) override;

  /// {"type","call","count","again"}: the next `count` deliveries that match. 0: no more. `again`:
  /// what nobody decides about in time is sent again, and held again, but for its last attempt.
  PageAnswer set(Body body);
  /// {"do","body"} about the one that is called `name`.
  PageAnswer decide(const std::string& name, Body body, const Decide& decide) const;
  /// Adds "hold" and "held" to the state.
  void add_to(Json& state) const;

 private:
  bool takes(const capture::Record& record);

  Bulletin& bulletin_;
  const Clock& clock_;
  std::atomic<bool> is_idle_ = true;  ///< There is nothing to hold. Changed under the mutex.
  mutable std::mutex mutex_;
  std::uint64_t remaining_ = 0;
  bool again_ = false;
  std::set<std::string> awaited_;  ///< Webhook ids whose next attempt is to be held.
  std::string type_;
  std::string call_;
  std::map<std::uint64_t, Json> held_;
  std::size_t held_bytes_ = 0;
};

}  // namespace streamctl::inspector
