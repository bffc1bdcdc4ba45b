#include "tunnel/outage.h"

#include <algorithm>

namespace streamctl::tunnel {
namespace {

constexpr int restarts_doubled_max = 5;
constexpr int offline_factor = 4;

}  // namespace

bool Outage::wants_restart(std::chrono::nanoseconds time, bool is_reached) {
  const auto patience = patience_ * (1 << std::min(restarts_, restarts_doubled_max));
  if (time < patience * (is_reached ? 1 : offline_factor)) return false;
  ++restarts_;
  return true;
}

}  // namespace streamctl::tunnel
