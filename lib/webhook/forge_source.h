// Generates the events that `forge` sends, with the time at which each is due.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/json.h"
#include "core/random.h"
#include "core/result.h"
#include "webhook/event_template.h"
#include "webhook/overrides.h"
#include "webhook/scenario.h"

namespace streamctl::webhook {

struct ForgePlan {
  std::vector<std::string> types;     ///< In order. Ignored if there is a scenario.
  std::optional<Scenario> scenario;   ///< A story, with its delays.
  double speed = 1;                   ///< Divides the scenario's delays.
  std::uint64_t count = 1;            ///< How often the types or the scenario are repeated.
  std::optional<std::uint64_t> seed;  ///< The same seed gives the same bytes, ids and times.
  ExampleOptions example;             ///< `now` is ignored: the source sets it.
  Changes changes;                    ///< Applied to each event.
  std::string bare_call_cid;          ///< For types not in the catalogue; empty: no call.
};

struct ForgedEvent {
  std::string webhook_id;
  std::string type;
  std::string call_cid;  ///< Empty: the event belongs to no call.
  std::string body;
  std::chrono::nanoseconds at{};  ///< Due this long after the start.
};

/// Every event has its own webhook id, ids and times. The events of one round share a call and a
/// session.
class ForgeSource {
 public:
  /// Builds the first round, so that an unknown type, a bad call or an impossible override fails
  /// before anything is sent. Kind usage. `random` is ignored if the plan has a seed.
  static Result<std::unique_ptr<ForgeSource>> make(ForgePlan plan, const Random& random,
                                                   const Clock& clock);

  /// Nothing after the last event.
  std::optional<ForgedEvent> next();
  /// How many events next() returns in all.
  [[nodiscard]] std::uint64_t total() const;

 private:
  /// One event of a round: the template for every round.
  struct Pattern {
    std::string type;
    std::string call_cid;
    EventTemplate event;
    std::chrono::nanoseconds at{};  ///< Within its round.
  };

  ForgeSource(ForgePlan plan, Random random, const Clock& clock);
  Result<void> make_patterns();
  Result<std::vector<ScenarioEvent>> one_round();
  Result<ScenarioEvent> single(const std::string& type);
  [[nodiscard]] ScenarioEvent bare(const std::string& type) const;
  [[nodiscard]] std::string kept() const;
  [[nodiscard]] WallTime time_of(std::uint64_t index) const;

  ForgePlan plan_;
  Random random_;
  const Clock& clock_;
  WallTime began_;
  std::vector<Pattern> patterns_;
  std::chrono::nanoseconds round_length_{};
  std::uint64_t given_ = 0;
  std::uint64_t salt_ = 0;  ///< For the current round.
};

}  // namespace streamctl::webhook
