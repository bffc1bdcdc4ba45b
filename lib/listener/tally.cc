#include "listener/tally.h"

#include <algorithm>

#include "net/status.h"

namespace streamctl::listener {
namespace {

bool is_accepted(const std::vector<Forwarded>& targets) {
  return !targets.empty() && std::all_of(targets.begin(), targets.end(), [](const Forwarded& one) {
    return net::is_success(one.answer.status);
  });
}

}  // namespace

void Tally::add(const Delivery& delivery, bool wanted) {
  ++received;
  if (delivery.fault) {
    ++refused;
    ++faults.at(static_cast<std::size_t>(*delivery.fault));
    return;
  }
  ++(net::is_success(delivery.status) ? accepted : failed);
  if (delivery.retry) ++retries;
  if (delivery.duplicate) ++duplicates;
  if (delivery.recorded) ++recorded;
  if (!wanted) {
    ++filtered;
    return;
  }
  if (is_accepted(delivery.forwarded)) ++forwarded;
  const std::string& type = delivery.record.type;
  if (const auto known = types_.find(type); known != types_.end()) {
    ++known->second;
  } else if (types_.size() < tallied_types_max) {
    types_.emplace(type, 1);
  } else {
    ++types_[std::string(other_types)];
  }
}

void Tally::add_refusal(bool is_too_large) {
  if (is_too_large) ++faults.at(static_cast<std::size_t>(webhook::Fault::too_large));
  ++received;
  ++refused;
}

std::vector<std::pair<std::string, std::uint64_t>> Tally::types() const {
  std::vector<std::pair<std::string, std::uint64_t>> sorted(types_.begin(), types_.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& left, const auto& right) {
    return left.second != right.second ? left.second > right.second : left.first < right.first;
  });
  return sorted;
}

}  // namespace streamctl::listener
