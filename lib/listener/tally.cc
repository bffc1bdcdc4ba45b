#include "listener/tally.h"

#include <algorithm>

#include "net/status.h"

namespace streamctl::listener {

void Tally::add(const Seen& seen, bool wanted) {
  ++received;
  if (!is_sound(seen)) {
    ++refused;
    if (seen.fault) ++faults.at(static_cast<std::size_t>(*seen.fault));
    return;
  }
  ++(net::is_success(seen.status) ? accepted : failed);
  if (seen.retry) ++retries;
  if (seen.duplicate) ++duplicates;
  if (seen.recorded) ++recorded;
  if (!wanted) {
    ++filtered;
    return;
  }
  if (seen.forwarded && net::is_success(seen.forwarded->status)) ++forwarded;
  if (const auto known = types_.find(seen.record.type); known != types_.end()) {
    ++known->second;
  } else if (types_.size() < tallied_types_max) {
    types_.emplace(seen.record.type, 1);
  } else {
    ++types_[std::string(other_types)];
  }
}

std::vector<std::pair<std::string, std::uint64_t>> Tally::types() const {
  std::vector<std::pair<std::string, std::uint64_t>> sorted(types_.begin(), types_.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& left, const auto& right) {
    return left.second != right.second ? left.second > right.second : left.first < right.first;
  });
  return sorted;
}

}  // namespace streamctl::listener
