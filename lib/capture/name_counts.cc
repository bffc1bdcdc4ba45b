#include "capture/name_counts.h"

#include <algorithm>

namespace streamctl::capture {

void NameCounts::add(std::string_view name) {
  const auto found = counts_.find(name);
  if (found != counts_.end()) {
    ++found->second.number;
    return;
  }
  if (name.size() > bytes_max / 2) {
    ++others_;
    return;
  }
  if (counts_.size() >= names_max || bytes_ + name.size() > bytes_max) make_room();
  bytes_ += name.size();
  counts_.emplace(name, Count{1, others_ > 0});
}

void NameCounts::make_room() {
  const auto kept = tallies();
  counts_.clear();
  bytes_ = 0;
  for (const Tally& one : kept) {
    if (counts_.size() < names_max / 2 && bytes_ + one.name.size() <= bytes_max / 2) {
      bytes_ += one.name.size();
      counts_.emplace(one.name, Count{one.count, one.at_least});
    } else {
      others_ += one.count;
    }
  }
}

std::vector<Tally> NameCounts::tallies() const {
  std::vector<Tally> tallies;
  tallies.reserve(counts_.size());
  for (const auto& [name, count] : counts_)
    tallies.push_back({name, count.number, count.at_least});
  std::sort(tallies.begin(), tallies.end(), [](const Tally& left, const Tally& right) {
    return left.count != right.count ? left.count > right.count : left.name < right.name;
  });
  return tallies;
}

}  // namespace streamctl::capture
