// A bounded queue whose writers never wait: items that do not fit are skipped and counted.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace streamctl {

/// Multi-writer, single-reader FIFO. Bounded by the bytes that writers declare; a batch larger than
/// the bound is accepted while the queue is empty.
template <class T>
class SkippingQueue {
 public:
  struct Batch {
    std::uint64_t skipped = 0;  ///< Items skipped since the batch before this one.
    std::vector<T> items;
  };

  explicit SkippingQueue(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  /// Never waits for the reader. Returns false and skips `items` if they do not fit or the queue is
  /// closed.
  bool push(std::vector<T>&& items, std::size_t bytes) {
    {
      const std::lock_guard lock(mutex_);
      const bool fits = waiting_bytes_ == 0 || waiting_bytes_ + bytes <= bytes_max_;
      if (closed_ || !fits) {
        skipped_ += items.size();
        return false;
      }
      batches_.push_back({{skipped_, std::move(items)}, bytes});
      skipped_ = 0;
      waiting_bytes_ += bytes;
    }
    readable_.notify_one();
    return true;
  }

  /// pop() then returns the queued items and the last skip count, then nothing.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    readable_.notify_one();
  }

  /// Waits for a batch; nothing once the queue is closed and empty. The batch's bytes count as
  /// waiting until the next call.
  std::optional<Batch> pop() {
    std::unique_lock lock(mutex_);
    waiting_bytes_ -= std::exchange(popped_bytes_, 0);
    readable_.wait(lock, [&] { return closed_ || !batches_.empty(); });
    if (batches_.empty()) {
      if (skipped_ == 0) return std::nullopt;
      return Batch{std::exchange(skipped_, 0), {}};
    }
    Sized next = std::move(batches_.front());
    batches_.pop_front();
    popped_bytes_ = next.bytes;
    return std::move(next.batch);
  }

 private:
  struct Sized {
    Batch batch;
    std::size_t bytes = 0;
  };

  const std::size_t bytes_max_;
  std::mutex mutex_;
  std::condition_variable readable_;
  std::deque<Sized> batches_;
  std::size_t waiting_bytes_ = 0;
  std::size_t popped_bytes_ = 0;
  std::uint64_t skipped_ = 0;
  bool closed_ = false;
};

}  // namespace streamctl
