// Pairs the events of the two sides.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "compare/event.h"
#include "compare/recent.h"

namespace streamctl::compare {

struct PairingLimits {
  /// An event waits for its counterpart among this many events that follow it,
  std::size_t events_max = 65'536;
  /// while the bodies that wait need no more than this.
  std::size_t bytes_max = std::size_t{64} * 1024 * 1024;
};

/// The two sides share no id, so an event is known by what it says. In this order:
///
/// 1. Type, call, `created_at` (to the millisecond) and identity are equal. Several such events are
///    paired in the order they came. This decides at once; the rest at the end, or when an event
///    has waited for as long as the limits allow:
/// 2. The same where one side rounded `created_at` to the next millisecond.
/// 3. Type, call and `created_at` are equal, and it is the only event of each side with them: its
///    values differ.
/// 4. Type, call and identity are equal, and `created_at` says nothing: one of them has none, or no
///    two events of this type shared it. They are at most `apart_max` apart.
class Pairing {
 public:
  static constexpr std::chrono::seconds apart_max{10};

  struct Results {
    std::function<void(Event&& websocket, Event&& webhook)> paired;
    /// `is_early`: it waited for as long as the limits allow, and there are more events to come.
    std::function<void(Event&&, bool is_early)> alone;
    /// A webhook of an event that was decided already, under another id: sent by another hook.
    std::function<void(Event&&)> again;
  };

  Pairing(PairingLimits limits, Results results);

  void add(Event&& event);
  /// Decides all that wait.
  void finish();

  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Waiting {
    Event event;
    std::uint64_t number = 0;  ///< Among all events.
  };
  using Place = std::list<Waiting>::iterator;
  /// By hash and number: those of one hash in the order they came.
  using Index = std::map<std::pair<std::uint64_t, std::uint64_t>, Place>;
  struct Keys {
    std::uint64_t exact = 0;     ///< Type, call, created_at, identity.
    std::uint64_t stamp = 0;     ///< Type, call, created_at.
    std::uint64_t identity = 0;  ///< Type, call, identity.
  };
  static Keys keys_of(const Event& event, std::int64_t milliseconds_later = 0);

  enum class Time { same, any };
  std::optional<Place> first_of(const Index& index, std::uint64_t key, const Event& like,
                                Time time) const;
  std::optional<Place> only_one_of(const Event& event) const;
  std::optional<Place> counterpart_at_last(const Event& event) const;
  void index(Place place);
  Event take(Place place);
  void pair(Event&& one, Event&& another);
  void settle(Place place, bool is_early);
  [[nodiscard]] bool is_again(const Event& event) const;

  PairingLimits limits_;
  Results results_;
  std::list<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::uint64_t events_ = 0;
  PerSide<Index> exact_;
  PerSide<Index> stamps_;
  PerSide<Index> identities_;
  Recent stamps_seen_;
  Recent decided_;                                          ///< Webhooks.
  std::unordered_set<std::uint64_t> types_sharing_stamps_;  ///< Hashes.
};

}  // namespace streamctl::compare
