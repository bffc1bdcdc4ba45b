// Evaluates --filter on the events of `watch`, on a background thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/queue.h"
#include "filter/examiner_thread.h"
#include "listener/seen.h"

namespace streamctl::cli {

class WatchFilter {
 public:
  using Judged = std::pair<listener::Delivery, filter::Decision>;

  /// Calls `notify` on the filter's thread whenever next() has a result.
  WatchFilter(std::unique_ptr<filter::Examiner> examiner, std::function<void()> notify);
  WatchFilter(const WatchFilter&) = delete;
  WatchFilter& operator=(const WatchFilter&) = delete;
  /// Abandons pending events.
  ~WatchFilter() { decided_.close(); }

  void ask(listener::Delivery&& event);
  /// The next decided event, in the order of ask(). Blocks for at most `wait`.
  std::optional<Judged> next(std::chrono::nanoseconds wait);
  [[nodiscard]] bool has_waiting() const { return !waiting_.empty(); }
  /// Decides all pending events within `grace`.
  void end_within(std::chrono::nanoseconds grace) { thread_.end_within(grace); }

 private:
  static constexpr std::size_t batches_max = 1024;  ///< A full queue blocks the filter.

  std::deque<listener::Delivery> waiting_;
  std::uint64_t questions_ = 0;
  BoundedQueue<std::vector<filter::Decision>> decided_{batches_max};
  std::deque<filter::Decision> taken_;
  filter::ExaminerThread thread_;
};

}  // namespace streamctl::cli
