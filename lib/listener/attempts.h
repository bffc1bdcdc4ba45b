// Remembers which webhook ids came before, to tell a retry from a new delivery.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/clock.h"

namespace streamctl::listener {

/// So many ids are remembered; the oldest are forgotten first. Stream retries within 15 seconds.
constexpr std::size_t webhook_ids_max = 65'536;

/// What the deliveries before say about this one.
struct Attempt {
  int number = 1;          ///< X-Webhook-Attempt where it is sane, else counted.
  bool retry = false;      ///< The id came before.
  bool duplicate = false;  ///< This very attempt came before.
  bool taken = false;      ///< An earlier one of this id was stored and passed on: see take().
  std::optional<WallTime> first_seen;  ///< Of a retry.
  bool operator==(const Attempt&) const = default;
};

/// Ids are kept as 64-bit hashes: two among 65,536 collide once in four thousand million runs.
class Attempts {
 public:
  explicit Attempts(std::size_t ids_max = webhook_ids_max) : ids_max_(ids_max) {}

  /// Notes a delivery. `attempt_header` is the value of X-Webhook-Attempt, or null. An empty id is
  /// never a retry.
  Attempt note(std::string_view webhook_id, const std::string* attempt_header, WallTime at);

  /// This id needs nothing more: a repeat of it is one to leave out under --dedupe. False if it was
  /// so already. An id that is not remembered, or empty, is always new.
  bool take(std::string_view webhook_id);
  /// Counts an id once: false if it was counted before.
  bool count(std::string_view webhook_id);

 private:
  struct Known {
    WallTime first_seen;
    std::uint32_t attempts_seen = 0;  ///< A bit for each of the attempts 1 to 32.
    int deliveries = 0;
    bool taken = false;
    bool counted = false;
  };
  Known* find(std::string_view webhook_id);

  std::size_t ids_max_;
  std::unordered_map<std::size_t, Known> known_;
  std::deque<std::size_t> order_;  ///< Of `known_`, oldest first.
};

/// The number in an X-Webhook-Attempt header, if it is one from 1 to 1,000.
std::optional<int> attempt_in(std::string_view header);

}  // namespace streamctl::listener
