#include "tunnel/restart.h"

#include <algorithm>

namespace streamctl::tunnel {
namespace {

constexpr std::chrono::seconds wait_first{1};
constexpr std::chrono::seconds wait_most{60};
constexpr std::chrono::minutes long_run{1};
constexpr int doublings_max = 6;

}  // namespace

std::optional<std::chrono::nanoseconds> Restart::wait_after(std::chrono::nanoseconds ran, bool held,
                                                            bool is_lasting,
                                                            std::chrono::nanoseconds wait_least) {
  if (ran >= long_run) ends_ = 0;
  ++ends_;
  if (!held && (is_lasting || ends_ >= first_starts_max)) return std::nullopt;
  const std::chrono::nanoseconds wait = wait_first * (1 << std::min(ends_ - 1, doublings_max));
  return std::max<std::chrono::nanoseconds>(std::min<std::chrono::nanoseconds>(wait, wait_most),
                                            wait_least);
}

}  // namespace streamctl::tunnel
