// The events that `forge` sends, one after the other, with their turns.
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
#include "delivery/deliver_all.h"
#include "webhook/mould.h"
#include "webhook/scenario.h"

namespace streamctl::cli {

/// What is to be forged.
struct ForgePlan {
  std::vector<std::string> types;             ///< In order; or:
  std::optional<webhook::Scenario> scenario;  ///< A story, with its delays.
  double speed = 1;                           ///< Of the story's delays.
  std::uint64_t count = 1;                    ///< How often all of it.
  std::optional<std::uint64_t> seed;   ///< The same seed gives the same bytes, ids and times.
  webhook::ExampleOptions example;     ///< Its `now` is set here.
  Json data;                           ///< Merged over each event; null where there is none.
  std::vector<webhook::Override> set;  ///< After `data`.
  std::string bare_call_cid;           ///< Of events of a type in no catalogue; empty: none.
  bool gzip = false;
  delivery::Signing signing = delivery::Signing::valid;
};

/// Each delivery has a webhook id of its own, and its event ids and times of its own. Events of one
/// round belong to one call and session.
class ForgeSource {
 public:
  /// Builds a round: an unknown type, a bad call or an override that cannot be made is
  /// found here, before anything is sent. Kind usage. `random` is for plans without a seed.
  static Result<std::unique_ptr<ForgeSource>> make(ForgePlan plan, const Random& random,
                                                   const Clock& clock);

  std::optional<delivery::Planned> next();
  /// How many events next() gives in all.
  [[nodiscard]] std::uint64_t total() const;

 private:
  /// One event of a round; that of each round is cast from it.
  struct Pattern {
    std::string type;
    std::string call_cid;
    webhook::Mould mould;
    std::chrono::nanoseconds at{};  ///< Within its round.
  };

  ForgeSource(ForgePlan plan, Random random, const Clock& clock);
  Result<void> make_patterns();
  Result<std::vector<webhook::Told>> one_round();
  Result<webhook::Told> single(const std::string& type);
  [[nodiscard]] webhook::Told bare(const std::string& type) const;
  [[nodiscard]] std::string kept() const;
  [[nodiscard]] WallTime time_of(std::uint64_t index) const;

  ForgePlan plan_;
  Random random_;
  const Clock& clock_;
  WallTime began_;
  std::vector<Pattern> patterns_;
  std::chrono::nanoseconds round_length_{};
  std::uint64_t given_ = 0;
  std::uint64_t salt_ = 0;  ///< Of the current round.
};

}  // namespace streamctl::cli
