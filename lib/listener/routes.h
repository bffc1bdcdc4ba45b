// The targets of `--forward-to`: which events go to each, and what the sender is told of their
// answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/attempt.h"
#include "delivery/envelope.h"

namespace streamctl::listener {

/// A target, and the events that go to it. The URLs of routes differ.
struct Route {
  std::vector<std::string> types;  ///< Globs: events of any of these types; empty: every event.
  delivery::Target target;
};

/// The number of routes is limited by the bits of Targets.
constexpr std::size_t routes_max = 32;
/// A bit for each route, by its place.
using Targets = std::uint32_t;

constexpr Targets bit_of(std::size_t route) {
  return Targets{1} << route;
}

/// The routes of an event of `type`.
Targets targets_of(const std::vector<Route>& routes, std::string_view type);

/// What a sender is told if one target answered so: its status; without an answer 502, and 504
/// after a timeout. A status that no HTTP server may answer with counts as no answer.
unsigned status_for_sender(const delivery::Attempt& answer);

/// The worse of two answers. Those after which Stream tries again are worst (5xx, then 408 and
/// 429), then any other 4xx, 3xx, 2xx; of two alike the higher status. 0 is no answer yet.
unsigned worse_of(unsigned one, unsigned other);

}  // namespace streamctl::listener
