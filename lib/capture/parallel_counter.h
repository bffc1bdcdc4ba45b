// Counts the lines of a capture on several threads, with the result of one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "capture/census.h"

namespace streamctl::capture {

/// Lines are read by other threads, a batch at a time, and counted on the caller's in their order.
/// Memory is bounded: a few batches per thread. No thread starts before the first batch is full.
class ParallelCounter {
 public:
  static constexpr std::size_t batch_bytes = std::size_t{256} * 1024;
  static constexpr unsigned threads_max = 4;  ///< More would wait for the one that counts.

  /// Runs for each malformed line, in its place among the others. `value_padding` readable bytes
  /// follow `text`.
  using Malformed = std::function<void(std::string_view text, std::uint64_t line)>;

  /// With fewer than two threads, at most `threads_max`, lines are counted as they come.
  ParallelCounter(Counter& counter, unsigned threads, Malformed malformed);
  ParallelCounter(const ParallelCounter&) = delete;
  ParallelCounter& operator=(const ParallelCounter&) = delete;
  ~ParallelCounter();  ///< Lines that finish() has not counted are lost.

  /// Counts a line, now or later. `value_padding` readable bytes follow it.
  void add(std::string_view text, std::uint64_t line);
  /// Returns once all lines added so far are counted.
  void finish();

 private:
  struct Batch;
  struct Reader;

  void send();
  void take();
  void count(const Batch& batch);
  void count_one(std::string_view text, std::uint64_t line);

  Counter& counter_;
  unsigned threads_;
  Malformed malformed_;
  std::unique_ptr<Batch> filling_;
  std::vector<std::unique_ptr<Batch>> spare_;
  std::vector<std::unique_ptr<Reader>> readers_;  ///< Batches go to them in turn.
  std::size_t sent_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace streamctl::capture
