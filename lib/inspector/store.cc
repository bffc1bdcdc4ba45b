#include "inspector/store.h"

#include <algorithm>
#include <utility>

namespace streamctl::inspector {

void Store::add(Item&& item) {
  auto added = std::make_shared<const Item>(std::move(item));
  std::vector<ItemPtr> gone;  // Destroyed without the lock.
  const std::lock_guard lock(mutex_);
  ++counts_.total;
  if (!added->is_note())
    ++(added->verdict == Verdict::accepted  ? counts_.accepted
       : added->verdict == Verdict::refused ? counts_.refused
                                            : counts_.failed);
  if (const auto* delivery = added->delivery(); delivery != nullptr && delivery->retry)
    ++counts_.retries;
  bytes_ += added->bytes;
  items_.push_back(std::move(added));
  while (items_.size() > 1 && (items_.size() > items_max_ || bytes_ > bytes_max_)) {
    bytes_ -= items_.front()->bytes;
    gone.push_back(std::move(items_.front()));
    items_.pop_front();
  }
}

std::uint64_t Store::next_seq() const {
  return summary().span.last + 1;
}

ItemPtr Store::find(std::uint64_t seq) const {
  const std::lock_guard lock(mutex_);
  if (items_.empty() || seq < items_.front()->seq || seq > items_.back()->seq) return nullptr;
  return items_[seq - items_.front()->seq];
}

std::vector<ItemPtr> Store::range(std::uint64_t from, std::uint64_t to, std::size_t count,
                                  bool from_the_end) const {
  const std::lock_guard lock(mutex_);
  if (items_.empty()) return {};
  from = std::max(from, items_.front()->seq);
  to = std::min(to, items_.back()->seq);
  if (from > to || count == 0) return {};
  if (to - from >= count) (from_the_end ? from = to - count + 1 : to = from + count - 1);
  const auto begin = items_.begin() + static_cast<std::ptrdiff_t>(from - items_.front()->seq);
  return {begin, begin + static_cast<std::ptrdiff_t>(to - from + 1)};
}

Store::Summary Store::summary() const {
  const std::lock_guard lock(mutex_);
  Summary summary{{}, counts_, items_.size()};
  if (!items_.empty()) summary.span = {items_.front()->seq, items_.back()->seq};
  return summary;
}

}  // namespace streamctl::inspector
