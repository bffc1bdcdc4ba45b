// One event as one side had it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "compare/event_facts.h"
#include "core/clock.h"

namespace streamctl::compare {

/// The two ways by which Stream delivers an event. A queue's messages are what a webhook has.
enum class Side { websocket, webhook };

inline constexpr std::array sides{Side::websocket, Side::webhook};

constexpr Side other_side(Side side) {
  return side == Side::websocket ? Side::webhook : Side::websocket;
}

/// "websocket" or "webhook".
constexpr std::string_view name_of(Side side) {
  return side == Side::websocket ? "websocket" : "webhook";
}

/// A value for each side.
template <class Value>
struct PerSide {
  std::array<Value, 2> values{};
  Value& operator[](Side side) { return values[static_cast<std::size_t>(side)]; }
  const Value& operator[](Side side) const { return values[static_cast<std::size_t>(side)]; }
};

/// The strings are foreign: print them through printable().
struct Event {
  Side side = Side::websocket;
  std::uint64_t place = 0;  ///< Among the events of its side, in the order of arrival.
  std::optional<WallTime> received_at;
  std::string webhook_id;  ///< Empty by WebSocket.
  std::string type;
  std::string call_cid;  ///< Empty: of no call.
  std::string body;
  EventFacts facts;
};

}  // namespace streamctl::compare
