// Finds events that the two sides had in another order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/clock.h"

namespace streamctl::compare {

/// An event, named.
struct EventName {
  std::string type;
  std::string call_cid;
  std::optional<WallTime> created_at;
  std::string webhook_id;
};

/// Two events of one call.
struct Inversion {
  EventName websocket_first;  ///< By webhook it came second.
  EventName webhook_first;
};

/// Goes through the events in the order of the WebSocket. An event is out of order if by webhook it
/// came before one that the WebSocket had earlier; it is reported once, with the one of these that
/// the webhook had last.
class Order {
 public:
  /// Order is compared within each of this many calls.
  static constexpr std::size_t calls_max = 10'000;

  explicit Order(std::function<void(const Inversion&)> inverted) : inverted_(std::move(inverted)) {}

  /// An event that came both ways, with its places among the events of each side.
  void paired(std::uint64_t websocket_place, std::uint64_t webhook_place, EventName name);
  /// An event that did not come by webhook. Every place by WebSocket is reported once.
  void alone(std::uint64_t websocket_place);

  [[nodiscard]] std::uint64_t inversions() const { return inversions_; }

 private:
  struct Entry {
    std::uint64_t webhook_place = 0;
    EventName name;
  };
  void release();
  void judge(Entry&& entry);

  std::function<void(const Inversion&)> inverted_;
  std::map<std::uint64_t, std::optional<Entry>> ahead_;  ///< By place; nothing: alone.
  std::uint64_t next_ = 0;
  std::unordered_map<std::string, Entry> latest_;  ///< By call: the last by webhook so far.
  std::uint64_t inversions_ = 0;
};

}  // namespace streamctl::compare
