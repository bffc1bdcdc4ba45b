// The events of `watch` that wait for --filter, which judges them on a thread of its own.
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
  using Judged = std::pair<listener::Seen, filter::Decision>;

  /// `told` runs on the filter's thread whenever something is decided.
  WatchFilter(std::unique_ptr<filter::Examiner> examiner, std::function<void()> told);
  WatchFilter(const WatchFilter&) = delete;
  WatchFilter& operator=(const WatchFilter&) = delete;
  /// Abandons what waits.
  ~WatchFilter() { decided_.close(); }

  void ask(listener::Seen&& seen);
  /// The next event that is decided, in the order of ask(); waits for it for at most `wait`.
  std::optional<Judged> next(std::chrono::nanoseconds wait);
  [[nodiscard]] bool has_waiting() const { return !waiting_.empty(); }
  /// All are decided within `grace`.
  void end_within(std::chrono::nanoseconds grace) { thread_.end_within(grace); }

 private:
  static constexpr std::size_t batches_max = 1024;  // The filter waits for us beyond it.

  std::deque<listener::Seen> waiting_;
  std::uint64_t asked_ = 0;
  BoundedQueue<std::vector<filter::Decision>> decided_{batches_max};
  std::deque<filter::Decision> taken_;
  filter::ExaminerThread thread_;
};

}  // namespace streamctl::cli
