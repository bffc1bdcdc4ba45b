// Which fields of the events that came both ways differ, counted by type and path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "compare/event.h"
#include "compare/field_rules.h"
#include "compare/order.h"

namespace streamctl::compare {

/// The most bytes of a path, and of a value, that are kept.
constexpr std::size_t shown_bytes_max = 200;

/// A field that differs in `count` events of a type. The strings are foreign.
struct Difference {
  std::string type;
  std::string path;  ///< "call.custom.room", "members[].user.online".
  Reason reason = Reason::none;
  std::uint64_t count = 0;
  EventName first;              ///< The first of these events.
  PerSide<std::string> values;  ///< There, as JSON, cut; empty: absent.
};

/// Arrays of one length are compared element by element, and others as a whole.
class Differences {
 public:
  /// Distinct differences that are told apart; further ones are only counted.
  static constexpr std::size_t kept_max = 1000;

  Differences();
  Differences(const Differences&) = delete;
  Differences& operator=(const Differences&) = delete;
  ~Differences();

  /// Compares an event's two bodies, both JSON objects. Returns whether a field differs without a
  /// known reason.
  bool add(const Event& websocket, const Event& webhook);

  /// Those without a reason first, then by type and path.
  [[nodiscard]] std::vector<Difference> all() const;
  /// Differences that were not kept.
  [[nodiscard]] std::uint64_t others() const { return others_; }

 private:
  class Walk;
  using Key = std::tuple<Reason, std::string, std::string>;

  struct State;
  std::unique_ptr<State> state_;
  std::map<Key, Difference> kept_;
  std::uint64_t others_ = 0;
};

/// The most bytes of a type, a call's CID or an id that are kept: longer ones are hostile.
constexpr std::size_t name_bytes_max = 512;
std::string kept_name(std::string_view name);

/// The name of an event, for a report.
EventName named(const Event& event);

}  // namespace streamctl::compare
