// Counts the lines of a capture on several threads, with the result of one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>

#include "capture/census.h"

namespace streamctl::capture {

/// Each thread reads its own blocks of the file, and counts their lines when the blocks before them
/// are counted. Memory is bounded: about one block per thread.
class ParallelCounter {
 public:
  static constexpr std::size_t block_bytes = std::size_t{256} * 1024;
  static constexpr unsigned threads_max = 4;  ///< More would wait for the one that counts.

  /// Runs for each malformed line, in its place among the others, on any thread.
  /// `value_padding` readable bytes follow `text`.
  using Malformed = std::function<void(std::string_view text, std::uint64_t line)>;

  /// Starts at most `threads_max` threads, and none for a small file. `stop` ends counting early.
  ParallelCounter(Counter& counter, unsigned threads, Malformed malformed,
                  std::stop_token stop = {});

  /// Counts lines of `file` from its position on, and leaves it at the newline before the first one
  /// that only a ValueReader can read: the last, if it has no end; one that does not begin with a
  /// brace, or is longer than a block; the first of all, if it may not be a whole value. Returns
  /// how many were counted: none, unless it is a regular file.
  std::uint64_t count(int file) const;

 private:
  Counter& counter_;
  unsigned threads_;
  Malformed malformed_;
  std::stop_token stop_;
};

}  // namespace streamctl::capture
