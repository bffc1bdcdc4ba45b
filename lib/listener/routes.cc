#include "listener/routes.h"

#include <algorithm>
#include <utility>

#include "listener/selection.h"

namespace streamctl::listener {
namespace {

std::pair<unsigned, unsigned> badness(unsigned status) {
  const unsigned kind = status / 100;
  const bool is_retried = status == 408 || status == 429;
  return {2 * kind + (is_retried ? 1 : 0), status};
}

}  // namespace

Targets targets_of(const std::vector<Route>& routes, std::string_view type) {
  Targets targets = 0;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    if (passes(Selection{routes[i].types, ""}, type, "")) targets |= bit_of(i);
  }
  return targets;
}

unsigned status_for_sender(const delivery::Attempt& answer) {
  if (answer.status >= 200 && answer.status <= 599) return answer.status;
  return answer.outcome == delivery::Outcome::timeout ? 504 : 502;
}

unsigned worse_of(unsigned one, unsigned other) {
  return std::max(badness(one), badness(other)).second;
}

}  // namespace streamctl::listener
