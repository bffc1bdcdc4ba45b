// The latest deliveries in memory, shared by the pages.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string_view>
#include <vector>

#include "inspector/item.h"

namespace streamctl::inspector {

/// The most memory that items take, whatever their number.
constexpr std::size_t kept_bytes_max = std::size_t{64} * 1024 * 1024;

struct Counts {
  std::uint64_t total = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t failed = 0;
  std::uint64_t retries = 0;
};

/// Bounded by number and by bytes: the oldest make room. Safe to use from any thread.
class Store {
 public:
  explicit Store(std::size_t items_max, std::size_t bytes_max = kept_bytes_max)
      : items_max_(items_max), bytes_max_(bytes_max) {}

  /// Adds an item with the next number: see next_seq().
  void add(Item&& item);
  /// For the thread that adds.
  [[nodiscard]] std::uint64_t next_seq() const;

  /// Null if it is not kept.
  [[nodiscard]] ItemPtr find(std::uint64_t seq) const;
  /// The kept items with a number in [from, to], at most `count`, in order; the latest if
  /// `from_the_end`.
  [[nodiscard]] std::vector<ItemPtr> range(std::uint64_t from, std::uint64_t to, std::size_t count,
                                           bool from_the_end) const;
  /// The numbers of the oldest and the latest; 0 and 0 if there is none.
  struct Span {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
  };
  /// All of one moment: a page adds the rows behind `span.last` to `counts`.
  struct Summary {
    Span span;
    Counts counts;
    std::size_t size = 0;
  };
  [[nodiscard]] Summary summary() const;

 private:
  const std::size_t items_max_;
  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::deque<ItemPtr> items_;  ///< Their numbers have no gaps.
  std::size_t bytes_ = 0;
  Counts counts_;
};

}  // namespace streamctl::inspector
