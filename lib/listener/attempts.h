// Remembers the webhook ids of deliveries, to tell a retry from a new delivery.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "listener/routes.h"

namespace streamctl::listener {

/// How many ids are remembered; beyond it the older half is forgotten. Stream retries within 15
/// seconds.
constexpr std::size_t webhook_ids_max = 65'536;

/// A delivery compared with those before it.
struct Attempt {
  int number = 1;                      ///< X-Webhook-Attempt where it is valid, else counted.
  bool retry = false;                  ///< The id was noted before.
  bool duplicate = false;              ///< This very attempt was noted before.
  bool taken = false;                  ///< An earlier delivery of this id was done: see take().
  std::optional<WallTime> first_seen;  ///< Of a retry: when its id was noted first.
  bool operator==(const Attempt&) const = default;
};

/// Keeps ids as 64-bit hashes: two of 65,536 collide once in four thousand million runs.
class Attempts {
 public:
  /// `ids_max` is even, and no more than webhook_ids_max.
  explicit Attempts(std::size_t ids_max = webhook_ids_max)
      : newer_(ids_max / 2), older_(ids_max / 2) {}

  /// Notes a delivery. `attempt_header` is the value of X-Webhook-Attempt, or null. An empty id is
  /// never a retry.
  Attempt note(std::string_view webhook_id, const std::string* attempt_header, WallTime at);

  /// Marks an id as done, recorded and forwarded: --dedupe leaves out its repeats. False if it was
  /// marked before. An id that is not remembered, or empty, is always new.
  bool take(std::string_view webhook_id);
  /// The targets among `wanted` to send a delivery of this id to: those that have not accepted it.
  /// A repeat that every one of them has accepted goes to all again.
  Targets begin_forward(std::string_view webhook_id, Targets wanted);
  /// Notes whether a target accepted it. An id that is not remembered, or empty, is never accepted.
  void note_answer(std::string_view webhook_id, std::size_t route, bool accepted);
  /// Marks an id as counted; false if it was marked before.
  bool count(std::string_view webhook_id);

 private:
  struct Known {
    std::size_t key = 0;
    WallTime first_seen;
    std::uint32_t attempts_seen = 0;  ///< A bit for each of the attempts 1 to 32.
    int deliveries = 0;
    Targets accepted_by = 0;
    bool taken = false;
    bool counted = false;
  };
  /// Consecutive ids. An id that is new, as most are, is looked up in a table that is small enough
  /// for the processor's cache: every answer waits for note().
  class Generation {
   public:
    explicit Generation(std::size_t ids_max);
    [[nodiscard]] bool full() const { return known_.size() == ids_max_; }
    Known* find(std::size_t key);
    /// An id that is not in it. Valid until the next add().
    Known& add(const Known& known);
    void clear();

   private:
    std::size_t ids_max_;
    std::vector<Known> known_;
    /// By the lowest bits of the key, or the next free one: 16 bits of the key, and 16 of the place
    /// in `known_`, from 1. 0: free.
    std::vector<std::uint32_t> slots_;
  };

  std::pair<Known*, bool> find_or_add(std::size_t key);
  Known* find(std::string_view webhook_id);

  Generation newer_;
  Generation older_;
};

/// The number in an X-Webhook-Attempt header, if it is one from 1 to 1,000.
std::optional<int> attempt_in(std::string_view header);

}  // namespace streamctl::listener
