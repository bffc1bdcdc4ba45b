// The events of `watch` that wait for --filter, which judges them on a background thread.
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

  /// `notify` is called on the filter's thread whenever next() has something.
  WatchFilter(std::unique_ptr<filter::Examiner> examiner, std::function<void()> notify);
  WatchFilter(const WatchFilter&) = delete;
  WatchFilter& operator=(const WatchFilter&) = delete;
  /// Abandons what waits.
  ~WatchFilter() { decided_.close(); }

  void ask(listener::Delivery&& event);
  /// The next event that is decided, in the order of ask(). Waits at most `wait`.
  std::optional<Judged> next(std::chrono::nanoseconds wait);
  [[nodiscard]] bool has_waiting() const { return !waiting_.empty(); }
  /// All are decided within `grace`.
  void end_within(std::chrono::nanoseconds grace) { thread_.end_within(grace); }

 private:
  static constexpr std::size_t batches_max = 1024;  ///< A full queue holds up the filter.

  std::deque<listener::Delivery> waiting_;
  std::uint64_t questions_ = 0;
  BoundedQueue<std::vector<filter::Decision>> decided_{batches_max};
  std::deque<filter::Decision> taken_;
  filter::ExaminerThread thread_;
};

}  // namespace streamctl::cli
